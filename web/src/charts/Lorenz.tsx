import { useMemo } from "react";

import { Chart } from "@/charts/Chart";
import { tooltip, useChartStyle, type ChartStyle } from "@/charts/style";
import { useFormats, type Formats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";

export type LorenzPoint = { customer_share: number; spend_share: number };

/** How much of the revenue comes from the largest customers: share of customers against share of spend. */
export function Lorenz({ label, points, height = 220 }: { label: string; points: LorenzPoint[]; height?: number }) {
  const { t } = useTranslation("charts");
  const style = useChartStyle();
  const formats = useFormats();
  const names = useMemo(() => ({ customers: t("shareOfCustomers"), spend: t("shareOfSpend"), even: t("even") }), [t]);
  const option = useMemo(() => lorenzOption(style, formats, points, names), [style, formats, points, names]);
  return (
    <Chart
      label={label}
      height={height}
      option={option}
      table={{
        head: [names.customers, names.spend],
        rows: points.map((point) => ({ cells: [formats.share(point.customer_share), formats.share(point.spend_share)] })),
      }}
    />
  );
}

type Names = { customers: string; spend: string; even: string };

export function lorenzOption(style: ChartStyle, formats: Formats, points: LorenzPoint[], names: Names) {
  const axis = (name: string) => ({
    ...style.valueAxis,
    min: 0,
    max: 1,
    interval: 0.25,
    name,
    nameLocation: "middle",
    nameGap: 30,
    nameTextStyle: style.text,
    axisLabel: { ...style.text, formatter: (value: number) => formats.share(value, 0) },
  });
  return {
    ...style.base,
    grid: { left: 24, right: 14, top: 10, bottom: 24, containLabel: true },
    tooltip: {
      ...style.base.tooltip,
      trigger: "axis",
      formatter: ([point]: { value: [number, number] }[]) =>
        point ? tooltip(`${names.customers} ${formats.share(point.value[0])}`, `${names.spend} ${formats.share(point.value[1])}`) : "",
    },
    xAxis: axis(names.customers),
    yAxis: { ...axis(names.spend), nameGap: 36 },
    series: [
      {
        type: "line",
        data: points.map((point) => [point.customer_share, point.spend_share]),
        showSymbol: false,
        lineStyle: { color: style.colour.accent, width: 2 },
        itemStyle: { color: style.colour.accent },
        areaStyle: { color: style.colour.accent, opacity: 0.12 },
      },
      {
        type: "line",
        name: names.even,
        data: [
          [0, 0],
          [1, 1],
        ],
        silent: true,
        showSymbol: false,
        tooltip: { show: false },
        lineStyle: { color: style.colour.lineStrong, type: [4, 4], width: 1 },
      },
    ],
  };
}
