/** Every colour of the console, once. `DESIGN.md` tells what each is for and prints the computed contrasts. */

export type Mode = "light" | "dark";

export type Palette = {
  canvas: string;
  surface: string;
  sunken: string;
  raised: string;
  line: string;
  lineStrong: string;
  ink: string;
  inkSoft: string;
  inkFaint: string;
  accent: string;
  accentInk: string;
  accentSoft: string;
  good: string;
  warn: string;
  bad: string;
  goodSoft: string;
  warnSoft: string;
  badSoft: string;
};

export const PALETTES: Record<Mode, Palette> = {
  light: {
    canvas: "#f3f6f8",
    surface: "#ffffff",
    sunken: "#eaeff3",
    raised: "#ffffff",
    line: "#dce3e9",
    lineStrong: "#b9c6d1",
    ink: "#15212b",
    inkSoft: "#40525f",
    inkFaint: "#566876",
    accent: "#0b5f82",
    accentInk: "#ffffff",
    accentSoft: "#e0eff6",
    good: "#19694a",
    warn: "#7c5200",
    bad: "#a8281f",
    goodSoft: "#e2f2ea",
    warnSoft: "#fbf0d9",
    badSoft: "#fae7e4",
  },
  dark: {
    canvas: "#0f161c",
    surface: "#161f27",
    sunken: "#0b1116",
    raised: "#1d2832",
    line: "#28343f",
    lineStrong: "#41525f",
    ink: "#e5ecf1",
    inkSoft: "#b0bec9",
    inkFaint: "#94a5b2",
    accent: "#6cc0e2",
    accentInk: "#08222e",
    accentSoft: "#14303e",
    good: "#66c79a",
    warn: "#e3b04b",
    bad: "#f2938a",
    goodSoft: "#14302a",
    warnSoft: "#332a14",
    badSoft: "#3a201e",
  },
};

/** Sizes in px. Dense: a table row is 32, a control 28. */
export const SIZES = {
  fontSmall: 12,
  font: 13,
  fontLarge: 15,
  fontHead: 18,
  fontFigure: 22,
  radius: 4,
  control: 28,
  row: 32,
  rail: 184,
  bar: 48,
} as const;

/** A phone is read at arm's length and touched with a thumb. */
export const PHONE_SIZES = { font: 14, control: 36 } as const;

export const FONT =
  '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, -apple-system, "Segoe UI", sans-serif';
export const FONT_CODE = '"SFMono-Regular", Consolas, "Liberation Mono", "Noto Sans Mono CJK SC", monospace';

/** Narrower than this the console is a phone: cards for rows, a bar at the bottom for the rail. */
export const PHONE_WIDTH = 768;

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The palette as CSS custom properties (`--ink-soft`), set on the root element. */
export function paletteProperties(mode: Mode): Record<string, string> {
  return Object.fromEntries(Object.entries(PALETTES[mode]).map(([name, value]) => [`--${kebab(name)}`, value]));
}
