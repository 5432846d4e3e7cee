import { useMemo } from "react";
import { useNavigate } from "react-router";

import type { Named } from "@/api/shapes";
import { Chart } from "@/charts/Chart";
import { tooltip, useChartStyle, type ChartStyle } from "@/charts/style";
import { useFormats, type Formats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";

export type Flow = { source: string; target: string; customers: number; note?: string; to?: string };

type SankeyProps = {
  label: string;
  /** From the top down, the same on both sides. */
  nodes: (Named & { colour: string })[];
  flows: Flow[];
  /** What the two sides are, usually days. */
  sides: [string, string];
  height?: number;
};

/** Who moved where between two gradings. Those who stayed are paler, so that the moves are seen. */
export function Sankey({ label, nodes, flows, sides, height = 320 }: SankeyProps) {
  const { t } = useTranslation("charts");
  const style = useChartStyle();
  const formats = useFormats();
  const navigate = useNavigate();
  const option = useMemo(() => sankeyOption(style, formats, nodes, flows), [style, formats, nodes, flows]);
  const nameOf = (id: string) => nodes.find((node) => node.id === id)?.name ?? id;
  return (
    <Chart
      label={label}
      height={height}
      option={option}
      onPick={(picked) => {
        const to = picked.dataType === "edge" ? (picked.data as { to?: string }).to : undefined;
        if (to) void navigate(to);
      }}
      table={{
        head: [sides[0], sides[1], t("customers")],
        rows: flows.map((flow) => ({
          cells: [nameOf(flow.source), nameOf(flow.target), formats.number(flow.customers)],
          to: flow.to,
        })),
      }}
    />
  );
}

const STAYED = 0.16;
const MOVED = 0.5;

/** The picture of flows; a node stands once on each side, so its id is marked with the side. */
export function sankeyOption(style: ChartStyle, formats: Formats, nodes: SankeyProps["nodes"], flows: Flow[]) {
  const shown = flows.filter((flow) => flow.customers > 0);
  const used = new Set(shown.flatMap((flow) => [`from ${flow.source}`, `to ${flow.target}`]));
  const colourOf = new Map(nodes.map((node) => [node.id, node.colour]));
  const side = (which: "from" | "to", depth: number) =>
    nodes
      .map((node) => ({
        name: `${which} ${node.id}`,
        title: node.name,
        depth,
        itemStyle: { color: node.colour, borderWidth: 0 },
        label: { position: depth === 0 ? "right" : "left", formatter: node.name },
      }))
      .filter((node) => used.has(node.name));
  const named = new Map(nodes.map((node) => [node.id, node.name]));
  return {
    ...style.base,
    tooltip: {
      ...style.base.tooltip,
      formatter: ({ dataType, data, value }: { dataType?: string; data: Flow & { title?: string }; value: number }) =>
        dataType === "edge"
          ? tooltip(`${named.get(data.source.slice(5)) ?? ""} → ${named.get(data.target.slice(3)) ?? ""}`, formats.number(data.customers), data.note ?? "")
          : tooltip(data.title ?? "", formats.number(value)),
    },
    series: [
      {
        type: "sankey",
        left: 4,
        right: 4,
        top: 10,
        bottom: 6,
        nodeWidth: 10,
        nodeGap: 12,
        // Keep the order of the ladder; the default would shuffle it to lessen crossings.
        layoutIterations: 0,
        draggable: false,
        emphasis: { focus: "adjacency" },
        label: { ...style.text, color: style.colour.ink, textBorderColor: style.colour.surface, textBorderWidth: 2 },
        data: [...side("from", 0), ...side("to", 1)],
        links: shown.map((flow) => ({
          ...flow,
          source: `from ${flow.source}`,
          target: `to ${flow.target}`,
          value: flow.customers,
          lineStyle: {
            color: colourOf.get(flow.source) ?? style.colour.lineStrong,
            opacity: flow.source === flow.target ? STAYED : MOVED,
            curveness: 0.5,
          },
        })),
      },
    ],
  };
}
