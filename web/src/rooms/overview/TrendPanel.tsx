import { Segmented } from "antd";
import { useMemo, useState } from "react";

import { Lines } from "@/charts/Lines";
import type { CustomerFilter } from "@/filter/customerFilter";
import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { placeColour } from "@/rooms/overview/placeColours";
import { type Trend, useTrend } from "@/rooms/overview/queries";
import { useMeta } from "@/session/meta";
import { useAppearance } from "@/theme/Appearance";

type Axis = "tier" | "stage";

/** How many customers were in each tier or stage at each grading. */
export function TrendPanel({ filter }: { filter: CustomerFilter }) {
  const { t } = useTranslation("overview");
  const [axis, setAxis] = useState<Axis>("tier");
  const trend = useTrend(filter);
  return (
    <Panel
      title={t("trend.title")}
      about={t("trend.unit")}
      actions={
        <Segmented<Axis>
          aria-label={t("moves.axis")}
          value={axis}
          onChange={setAxis}
          options={[
            { value: "tier", label: t("moves.tier") },
            { value: "stage", label: t("moves.stage") },
          ]}
        />
      }
    >
      <Loaded query={trend} lines={8}>
        {(data) => (data.dates.length < 2 ? <p>{t("trend.one")}</p> : <Picture trend={data} axis={axis} />)}
      </Loaded>
    </Panel>
  );
}

function Picture({ trend, axis }: { trend: Trend; axis: Axis }) {
  const { t } = useTranslation("overview");
  const { data: meta } = useMeta();
  const { mode } = useAppearance();
  const formats = useFormats();
  const lines = useMemo(() => {
    const tiers = (meta?.tiers ?? []).map((tier) => tier.id);
    const drawn = axis === "tier" ? trend.tiers : trend.stages;
    return drawn.map(({ id, name, customers }) => ({ id, name, values: customers, colour: placeColour(id, axis, tiers, mode) }));
  }, [trend, axis, meta, mode]);
  return (
    <Lines
      stacked
      label={t("trend.title")}
      times={trend.dates}
      lines={lines}
      write={formats.number}
      head={t("trend.day")}
      height={300}
    />
  );
}
