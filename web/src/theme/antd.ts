import { theme, type ThemeConfig } from "antd";

import { reducedMotion } from "@/theme/Appearance";
import { FONT, FONT_CODE, PALETTES, PHONE_SIZES, SIZES, type Mode } from "@/theme/tokens";

type Derive = typeof theme.darkAlgorithm;

/** Ant Design's compact spacing with our own type: its compact type of 12 is too small for Chinese. */
const denseBy =
  ({ font, control }: typeof SIZES | typeof PHONE_SIZES): Derive =>
  (seed, map) => ({
    ...theme.compactAlgorithm(seed, map),
    fontSize: font,
    fontSizeSM: font - 1,
    fontSizeLG: font + 1,
    fontSizeHeading5: font + 1,
    lineHeight: 1.55,
    controlHeight: control,
    controlHeightSM: control - 4,
    controlHeightLG: control + 6,
  });

/** The same palette for Ant Design's own parts; larger parts for a thumb on a phone. */
export function antdTheme(mode: Mode, phone: boolean): ThemeConfig {
  const colour = PALETTES[mode];
  const dense = denseBy(phone ? PHONE_SIZES : SIZES);
  return {
    // Its styles are made when the console is built, see antdStyles.ts; only its values are set here.
    zeroRuntime: true,
    algorithm: mode === "dark" ? [theme.darkAlgorithm, dense] : [theme.defaultAlgorithm, dense],
    token: {
      colorPrimary: colour.accent,
      colorInfo: colour.accent,
      colorSuccess: colour.good,
      colorWarning: colour.warn,
      colorError: colour.bad,
      colorLink: colour.accent,
      colorText: colour.ink,
      colorTextSecondary: colour.inkSoft,
      colorTextTertiary: colour.inkFaint,
      colorTextDescription: colour.inkFaint,
      colorTextPlaceholder: colour.inkFaint,
      colorBgLayout: colour.canvas,
      colorBgContainer: colour.surface,
      colorBgElevated: colour.raised,
      colorBorder: colour.lineStrong,
      colorBorderSecondary: colour.line,
      colorTextLightSolid: colour.accentInk,
      fontFamily: FONT,
      fontFamilyCode: FONT_CODE,
      borderRadius: SIZES.radius,
      boxShadow: "none",
      motion: !reducedMotion(),
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none" },
      Tooltip: { colorBgSpotlight: mode === "dark" ? "#33424e" : "#22323d", colorTextLightSolid: "#ffffff" },
      Tabs: { horizontalMargin: "0 0 12px 0" },
    },
  };
}
