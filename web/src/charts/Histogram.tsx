import { useMemo } from "react";

import { Bars } from "@/charts/Bars";

export type Bin = { from: number; to: number };

type HistogramProps = {
  label: string;
  bins: Bin[];
  /** One or two distributions over the same bins, such as before and after. */
  series: { id: string; name: string; values: number[]; colour?: string }[];
  writeEdge: (edge: number) => string;
  write: (value: number | null) => string;
  head: string;
  height?: number;
};

/** How values are spread, one or two distributions side by side. */
export function Histogram({ label, bins, series, writeEdge, write, head, height }: HistogramProps) {
  const bars = useMemo(
    () => bins.map((bin) => ({ id: String(bin.from), name: `${writeEdge(bin.from)}–${writeEdge(bin.to)}` })),
    [bins, writeEdge],
  );
  return <Bars label={label} bars={bars} series={series} write={write} head={head} height={height} />;
}
