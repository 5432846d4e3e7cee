import { theme, type ThemeConfig } from "antd";

import { FONT, FONT_CODE, PALETTES, SIZES, type Mode } from "@/theme/tokens";

/** The same palette for Ant Design's own parts. */
export function antdTheme(mode: Mode): ThemeConfig {
  const colour = PALETTES[mode];
  return {
    algorithm: mode === "dark" ? [theme.darkAlgorithm, theme.compactAlgorithm] : theme.compactAlgorithm,
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
      fontSize: SIZES.font,
      fontSizeSM: SIZES.fontSmall,
      borderRadius: SIZES.radius,
      controlHeight: SIZES.control,
      boxShadow: "none",
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
