/** How colours look: contrast as WCAG 2 counts it, and what is left of a difference for the colour-blind. */

type Rgb = [number, number, number];

/** How much light each kind of colour-blindness leaves; severity 1. Source: Machado, Oliveira, Fernandes (2009), table 1. */
export const SIGHTS: Record<string, [Rgb, Rgb, Rgb]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): Rgb {
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

const dot = (one: Rgb, other: Rgb) => one[0] * other[0] + one[1] * other[1] + one[2] * other[2];

function luminance(hex: string): number {
  return dot(linear(hex), [0.2126, 0.7152, 0.0722]);
}

/** Contrast of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

/** A colour as one kind of sight has it, in Oklab. Source: Ottosson (2020). */
function seen(hex: string, sight: string): Rgb {
  const light = SIGHTS[sight]!.map((row) => Math.min(1, Math.max(0, dot(row, linear(hex))))) as Rgb;
  const cones = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ].map((row) => Math.cbrt(dot(row as Rgb, light))) as Rgb;
  return [
    dot([0.2104542553, 0.793617785, -0.0040720468], cones),
    dot([1.9779984951, -2.428592205, 0.4505937099], cones),
    dot([0.0259040371, 0.7827717662, -0.808675766], cones),
  ];
}

/** How far apart two colours are for one kind of sight, in hundredths of Oklab; about 2 is barely seen. */
export function apart(one: string, other: string, sight: string): number {
  const [a, b] = [seen(one, sight), seen(other, sight)];
  return 100 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** The two of some colours that are nearest to each other for one kind of sight. */
export function nearest(colours: readonly string[], sight: string): { distance: number; pair: [string, string] } {
  const pairs = colours.flatMap((one, place) => colours.slice(place + 1).map((other): [string, string] => [one, other]));
  const told = pairs.map((pair) => ({ pair, distance: apart(...pair, sight) }));
  return told.reduce((best, next) => (next.distance < best.distance ? next : best));
}
