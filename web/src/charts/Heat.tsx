import { useMemo } from "react";
import { useNavigate } from "react-router";

import { Chart } from "@/charts/Chart";
import { tooltip, useChartStyle, type ChartStyle } from "@/charts/style";

export type HeatCell = { row: number; column: number; value: number; text?: string; note?: string; to?: string };

export type HeatProps = {
  label: string;
  rows: string[];
  columns: string[];
  cells: HeatCell[];
  write: (value: number) => string;
  height?: number;
  /** Names of the axes, and of the value. */
  heads: { row: string; column: string; value: string };
};

/** A grid of amounts: the darker, the more. The amount stands in each cell. */
export function Heat({ label, rows, columns, cells, write, height = 260, heads }: HeatProps) {
  const style = useChartStyle();
  const navigate = useNavigate();
  const option = useMemo(() => heatOption(style, { rows, columns, cells, write, heads }), [style, rows, columns, cells, write, heads]);
  const linked = cells.some((cell) => cell.to);
  return (
    <Chart
      label={label}
      height={height}
      option={option}
      onPick={linked ? ({ data }) => {
        const { to } = data as { to?: string };
        if (to) void navigate(to);
      } : undefined}
      table={{
        head: [heads.row, heads.column, heads.value],
        rows: cells.map((cell) => ({
          cells: [rows[cell.row] ?? "", columns[cell.column] ?? "", write(cell.value)],
          to: cell.to,
        })),
      }}
    />
  );
}

export function heatOption(style: ChartStyle, { rows, columns, cells, write, heads }: Omit<HeatProps, "label" | "height">) {
  const most = Math.max(1, ...cells.map((cell) => cell.value));
  const axis = (name: string, data: string[]) => ({
    ...style.categoryAxis,
    name,
    nameLocation: "middle",
    nameGap: 26,
    nameTextStyle: style.text,
    data,
    axisLine: { show: false },
  });
  return {
    ...style.base,
    grid: { left: 26, right: 4, top: 8, bottom: 26, containLabel: true },
    tooltip: {
      ...style.base.tooltip,
      formatter: ({ data }: { data: { value: [number, number, number]; note?: string } }) =>
        tooltip(`${heads.row} ${rows[data.value[1]]} · ${heads.column} ${columns[data.value[0]]}`, write(data.value[2]), data.note ?? ""),
    },
    xAxis: axis(heads.column, columns),
    yAxis: axis(heads.row, rows),
    visualMap: { show: false, min: 0, max: most, inRange: { color: style.ramp } },
    series: [
      {
        type: "heatmap",
        itemStyle: { borderColor: style.colour.surface, borderWidth: 2 },
        emphasis: { itemStyle: { borderColor: style.colour.ink, borderWidth: 1 } },
        data: cells.map((cell) => ({
          value: [cell.column, cell.row, cell.value],
          note: cell.note,
          to: cell.to,
          label: { show: true, color: inkOn(style, cell.value / most), formatter: cell.text ?? write(cell.value) },
        })),
      },
    ],
  };
}

// The ramp crosses the middle grey at its fourth of six steps, in opposite directions in light and dark.
const TURN = 0.5;

function inkOn(style: ChartStyle, filled: number): string {
  const onDark = style.colour.surface !== "#ffffff";
  const strong = filled > TURN;
  if (onDark) return strong ? style.colour.sunken : style.colour.ink;
  return strong ? style.colour.surface : style.colour.ink;
}
