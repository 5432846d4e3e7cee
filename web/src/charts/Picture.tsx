import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { useEffect, useRef } from "react";

import { init } from "@/charts/engine";

type PictureProps = { option: EChartsCoreOption; height: number; label: string; onPick?: (picked: Picked) => void };

/** What was clicked in a picture: the series, the place in it, and the data given for it. */
export type Picked = { seriesIndex?: number; dataIndex?: number; dataType?: string; data?: unknown; name?: string };

/** The drawn picture. Fetched only when a page shows one. */
export default function Picture({ option, height, label, onPick }: PictureProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  });

  useEffect(() => {
    const drawn = init(place.current, null, { renderer: "svg" });
    chart.current = drawn;
    drawn.on("click", (event) => pick.current?.(event as Picked));
    // Told of the first size as well, in which it is drawn already.
    let width = place.current!.clientWidth;
    const resized = new ResizeObserver(([entry]) => {
      const now = Math.round(entry!.contentRect.width);
      if (now !== width) drawn.resize();
      width = now;
    });
    resized.observe(place.current!);
    return () => {
      resized.disconnect();
      drawn.dispose();
    };
  }, []);
  useEffect(() => chart.current?.setOption(option, { notMerge: true }), [option]);

  return <div ref={place} role="img" aria-label={label} style={{ height, cursor: onPick ? "pointer" : undefined }} />;
}
