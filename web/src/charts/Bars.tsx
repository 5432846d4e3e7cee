import { useMemo } from "react";
import { useNavigate } from "react-router";

import type { Named } from "@/api/shapes";
import { Chart } from "@/charts/Chart";
import { tooltip, useChartStyle, type ChartStyle } from "@/charts/style";

export type BarSeries = { id: string; name: string; values: (number | null)[]; colour?: string };

export type BarsProps = {
  label: string;
  /** What the bars stand for; a colour here wins over that of the series; `to` opens on a click. */
  bars: (Named & { colour?: string; to?: string })[];
  series: BarSeries[];
  /** Writes a value with its unit. */
  write: (value: number | null) => string;
  horizontal?: boolean;
  stacked?: boolean;
  height?: number;
  /** Head of the table's first column. */
  head: string;
};

/** Amounts side by side. */
export function Bars(props: BarsProps) {
  const { label, bars, series, write, head, height } = props;
  const style = useChartStyle();
  const navigate = useNavigate();
  // The parts, not the object, decide whether the picture is drawn anew.
  const option = useMemo(
    () => barsOption(style, { bars, series, write, horizontal: props.horizontal, stacked: props.stacked }),
    [style, bars, series, write, props.horizontal, props.stacked],
  );
  const linked = bars.some((bar) => bar.to);
  return (
    <Chart
      label={label}
      height={height}
      option={option}
      onPick={linked ? ({ dataIndex }) => void navigate(bars[dataIndex ?? 0]?.to ?? "") : undefined}
      table={{
        head: [head, ...series.map((one) => one.name)],
        rows: bars.map((bar, place) => ({
          cells: [bar.name, ...series.map((one) => write(one.values[place] ?? null))],
          to: bar.to,
        })),
      }}
    />
  );
}

type Drawn = Pick<BarsProps, "bars" | "series" | "write" | "horizontal" | "stacked">;

export function barsOption(style: ChartStyle, { bars, series, write, horizontal = false, stacked = false }: Drawn) {
  const names = {
    ...style.categoryAxis,
    data: bars.map((bar) => bar.name),
    inverse: horizontal,
  };
  const values = { ...style.valueAxis, axisLabel: { ...style.text, formatter: (value: number) => write(value) } };
  const several = series.length > 1;
  return {
    ...style.base,
    grid: { ...style.grid, bottom: several ? 28 : 4 },
    legend: several ? style.legend : undefined,
    tooltip: {
      ...style.base.tooltip,
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: style.colour.accent, opacity: 0.06 } },
      formatter: (points: { dataIndex: number; seriesName: string; value: number | null }[]) =>
        tooltip(bars[points[0]?.dataIndex ?? 0]?.name ?? "", ...points.map((point) => `${several ? `${point.seriesName} ` : ""}${write(point.value)}`)),
    },
    xAxis: horizontal ? values : names,
    yAxis: horizontal ? names : values,
    series: series.map((one, place) => ({
      type: "bar",
      name: one.name,
      stack: stacked ? "all" : undefined,
      barMaxWidth: 26,
      barGap: "8%",
      itemStyle: { color: one.colour ?? style.series[place % style.series.length] },
      data: one.values.map((value, bar) => {
        const own = bars[bar]?.colour;
        return own && !several ? { value, itemStyle: { color: own } } : value;
      }),
    })),
  };
}
