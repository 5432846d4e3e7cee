import type { EChartsCoreOption } from "echarts/core";
import { useMemo } from "react";

import { reducedMotion, useAppearance } from "@/theme/Appearance";
import { RAMP, SERIES_COLOURS } from "@/theme/categories";
import { FONT, PALETTES, SIZES, type Mode } from "@/theme/tokens";

/** What every picture has in common: type, lines, tooltip, series colours. */
export type ChartStyle = ReturnType<typeof chartStyle>;

export function chartStyle(mode: Mode, still: boolean) {
  const colour = PALETTES[mode];
  const text = { color: colour.inkSoft, fontFamily: FONT, fontSize: SIZES.fontSmall };
  return {
    colour,
    ramp: [...RAMP[mode]],
    series: [...SERIES_COLOURS[mode]],
    text,
    base: {
      color: [...SERIES_COLOURS[mode]],
      textStyle: text,
      animation: !still,
      animationDuration: 200,
      animationDurationUpdate: 200,
      tooltip: {
        confine: true,
        backgroundColor: colour.raised,
        borderColor: colour.lineStrong,
        padding: [6, 10],
        textStyle: { ...text, color: colour.ink },
        extraCssText: "box-shadow:none;border-radius:4px;",
      },
    } satisfies EChartsCoreOption,
    legend: {
      bottom: 0,
      left: 0,
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 14,
      icon: "rect",
      textStyle: text,
      inactiveColor: colour.lineStrong,
    },
    grid: { left: 4, right: 12, top: 12, bottom: 4, containLabel: true },
    categoryAxis: {
      type: "category" as const,
      axisLine: { lineStyle: { color: colour.lineStrong } },
      axisTick: { show: false },
      axisLabel: { ...text },
    },
    valueAxis: {
      type: "value" as const,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...text },
      splitLine: { lineStyle: { color: colour.line } },
    },
  };
}

/** The style of pictures for the mode of the screen. */
export function useChartStyle(): ChartStyle {
  const { mode } = useAppearance();
  return useMemo(() => chartStyle(mode, reducedMotion()), [mode]);
}

/** Text from people or data made harmless for a tooltip, which is HTML. */
export function harmless(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A tooltip of a bold head and lines; every part is made harmless. */
export function tooltip(head: string, ...lines: string[]): string {
  return [`<b>${harmless(head)}</b>`, ...lines.map(harmless)].join("<br>");
}
