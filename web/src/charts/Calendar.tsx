import { useMemo } from "react";

import { Chart } from "@/charts/Chart";
import { tooltip, useChartStyle, type ChartStyle } from "@/charts/style";
import { spokenNow, type Spoken } from "@/locale";
import { useFormats, type Formats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";

export type CalendarDay = { day: string; value: number; note?: string };

type CalendarProps = {
  label: string;
  days: CalendarDay[];
  /** First and last day shown. */
  range: [string, string];
  write: (value: number) => string;
  /** A day to point out, such as when the next order is expected. */
  marked?: { day: string; name: string };
  head: string;
};

/** Days as a sheet of weeks: the darker, the more happened on it. */
export function Calendar({ label, days, range, write, marked, head }: CalendarProps) {
  const { t } = useTranslation("charts");
  const style = useChartStyle();
  const formats = useFormats();
  const language = spokenNow();
  const option = useMemo(
    () => calendarOption(style, formats, { days, range, write, marked, language }),
    [style, formats, days, range, write, marked, language],
  );
  return (
    <Chart
      label={label}
      height={148}
      option={option}
      table={{ head: [t("day"), head], rows: days.map((day) => ({ cells: [day.day, write(day.value)] })) }}
    />
  );
}

type Drawn = Pick<CalendarProps, "days" | "range" | "write" | "marked"> & { language: Spoken };

const WEEKDAYS = { zh: ["日", "一", "二", "三", "四", "五", "六"], en: ["S", "M", "T", "W", "T", "F", "S"] };

export function calendarOption(style: ChartStyle, formats: Formats, { days, range, write, marked, language }: Drawn) {
  const most = Math.max(1, ...days.map((day) => day.value));
  return {
    ...style.base,
    tooltip: {
      ...style.base.tooltip,
      formatter: ({ data }: { data: { value: [string, number]; note?: string } }) =>
        tooltip(formats.day(data.value[0]), data.note ?? write(data.value[1])),
    },
    visualMap: { show: false, min: 0, max: most, inRange: { color: style.ramp.slice(1) } },
    calendar: {
      range,
      left: 26,
      right: 4,
      top: 20,
      bottom: 4,
      cellSize: ["auto", "auto"],
      itemStyle: { color: style.ramp[0], borderColor: style.colour.surface, borderWidth: 2 },
      splitLine: { lineStyle: { color: style.colour.lineStrong, width: 1 } },
      yearLabel: { show: false },
      monthLabel: { ...style.text, nameMap: language === "zh" ? "ZH" : "EN" },
      dayLabel: { ...style.text, firstDay: 1, nameMap: WEEKDAYS[language] },
    },
    series: [
      {
        type: "heatmap",
        coordinateSystem: "calendar",
        data: days.map((day) => ({ value: [day.day, day.value], note: day.note })),
        markPoint: marked && {
          symbol: "rect",
          symbolSize: 11,
          label: { show: false },
          itemStyle: { color: "transparent", borderColor: style.colour.bad, borderWidth: 2 },
          data: [{ coord: [marked.day], name: marked.name }],
        },
      },
    ],
  };
}
