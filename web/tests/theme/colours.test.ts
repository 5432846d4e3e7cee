import { describe, expect, test } from "vitest";

import { STAGE_COLOURS, SERIES_COLOURS, TIER_COLOURS } from "@/theme/categories";
import { PALETTES, type Mode } from "@/theme/tokens";

import { contrast, nearest, SIGHTS } from "./sight";

const MODES: Mode[] = ["light", "dark"];
const GROUNDS = ["canvas", "surface", "sunken", "raised", "accentSoft"] as const;
const INKS = ["ink", "inkSoft", "inkFaint", "accent", "good", "warn", "bad"] as const;

/** WCAG 2 AA for text; for signs that a word stands beside, just below its 3 for lone signs. */
const READABLE = 4.5;
const VISIBLE = 2.85;
/** In hundredths of Oklab; the nearest pair of common chart palettes is at 3 to 6 for some kind of sight. */
const TOLD_APART = 9;

describe.each(MODES)("in %s", (mode) => {
  const palette = PALETTES[mode];

  test.each(INKS)("%s can be read on every ground", (ink) => {
    const worst = Math.min(...GROUNDS.map((ground) => contrast(palette[ink], palette[ground])));
    expect(worst).toBeGreaterThanOrEqual(READABLE);
  });

  test.each(["good", "warn", "bad"] as const)("%s can be read on its own soft ground", (tone) => {
    expect(contrast(palette[tone], palette[`${tone}Soft`])).toBeGreaterThanOrEqual(READABLE);
  });

  test("the words on a filled button can be read", () => {
    expect(contrast(palette.accentInk, palette.accent)).toBeGreaterThanOrEqual(READABLE);
  });

  const groups = { tiers: TIER_COLOURS[mode], stages: Object.values(STAGE_COLOURS[mode]), series: SERIES_COLOURS[mode] };

  describe.each(Object.entries(groups))("%s", (_, colours) => {
    test("stand out from the ground", () => {
      const worst = Math.min(...colours.map((colour) => contrast(colour, palette.surface)));
      expect(worst).toBeGreaterThanOrEqual(VISIBLE);
    });

    test.each(Object.keys(SIGHTS))("are told apart with %s sight", (sight) => {
      expect(nearest(colours, sight).distance).toBeGreaterThanOrEqual(TOLD_APART);
    });
  });
});
