const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger\/(\d+)/, "WeChat"],
  [/Edg\/(\d+)/, "Edge"],
  [/(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/(?:Headless)?Chrome\/(\d+)/, "Chrome"],
  [/Version\/(\d+).*Safari/, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** What people call a browser: “Chrome 156 · Linux”. What it says of itself where it is not known. */
export function browserName(said: string): string {
  // Every browser also claims to be the older ones, so the most particular name comes first.
  const browser = BROWSERS.find(([sign]) => sign.test(said));
  const system = SYSTEMS.find(([sign]) => sign.test(said))?.[1];
  if (!browser) return said;
  const name = `${browser[1]} ${said.match(browser[0])?.[1]}`;
  return system ? `${name} · ${system}` : name;
}
