import { useMemo } from "react";

import { Chart } from "@/charts/Chart";
import { tooltip, useChartStyle, type ChartStyle } from "@/charts/style";

export type Line = { id: string; name: string; values: (number | null)[]; colour?: string };

export type LinesProps = {
  label: string;
  /** Days or months, already written. */
  times: string[];
  lines: Line[];
  write: (value: number | null) => string;
  /** Areas on top of each other, for parts of a whole. */
  stacked?: boolean;
  height?: number;
  /** Head of the table's first column. */
  head: string;
};

/** How amounts went over time. */
export function Lines({ label, times, lines, write, stacked = false, height, head }: LinesProps) {
  const style = useChartStyle();
  const option = useMemo(() => linesOption(style, { times, lines, write, stacked }), [style, times, lines, write, stacked]);
  return (
    <Chart
      label={label}
      height={height}
      option={option}
      table={{
        head: [head, ...lines.map((line) => line.name)],
        rows: times.map((time, place) => ({ cells: [time, ...lines.map((line) => write(line.values[place] ?? null))] })),
      }}
    />
  );
}

// Beside colour each line has its own dash, so that it is told apart without colour.
const DASHES = ["solid", [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [10, 4], [1, 3], [6, 2, 1, 2]];

export function linesOption(style: ChartStyle, { times, lines, write, stacked }: Pick<LinesProps, "times" | "lines" | "write" | "stacked">) {
  const several = lines.length > 1;
  return {
    ...style.base,
    grid: { ...style.grid, right: 20, bottom: several ? 28 : 4 },
    legend: several ? style.legend : undefined,
    tooltip: {
      ...style.base.tooltip,
      trigger: "axis",
      formatter: (points: { dataIndex: number; seriesName: string; value: number | null }[]) =>
        tooltip(times[points[0]?.dataIndex ?? 0] ?? "", ...points.map((point) => `${point.seriesName} ${write(point.value)}`)),
    },
    xAxis: { ...style.categoryAxis, data: times, boundaryGap: false },
    yAxis: {
      ...style.valueAxis,
      scale: !stacked,
      axisLabel: { ...style.text, formatter: (value: number) => write(value) },
    },
    series: lines.map((line, place) => {
      const colour = line.colour ?? style.series[place % style.series.length];
      return {
        type: "line",
        name: line.name,
        data: line.values,
        stack: stacked ? "all" : undefined,
        showSymbol: times.length <= 2,
        symbolSize: 5,
        lineStyle: { color: colour, width: stacked ? 1 : 2, type: stacked ? "solid" : DASHES[place % DASHES.length] },
        itemStyle: { color: colour },
        areaStyle: stacked ? { color: colour, opacity: 0.85 } : undefined,
        emphasis: { focus: "series" },
      };
    }),
  };
}
