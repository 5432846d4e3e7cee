import { Segmented, Select, Switch } from "antd";
import { useMemo, useState } from "react";

import { Sankey, type Flow } from "@/charts/Sankey";
import { withFilter, type CustomerFilter } from "@/filter/customerFilter";
import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { balance, changes, latestTwo, USUAL_AXIS } from "@/rooms/overview/moves";
import styles from "@/rooms/overview/MovesPanel.module.css";
import { placeColour } from "@/rooms/overview/placeColours";
import { type Moves, useMoves } from "@/rooms/overview/queries";
import { useMeta } from "@/session/meta";
import { useAppearance } from "@/theme/Appearance";

type Axis = Moves["axis"];
type Between = { from: string; to: string };

const AXES: readonly Axis[] = ["tier", "stage", "label"];

/** Who went where between any two gradings. Each stream leads to its customers. */
export function MovesPanel({ filter }: { filter: CustomerFilter }) {
  const { t } = useTranslation("overview");
  const { data: meta } = useMeta();
  const days = useMemo(() => daysUpTo(meta?.gradings ?? [], filter.as_of), [meta, filter.as_of]);
  const [axis, setAxis] = useState<Axis>(USUAL_AXIS);
  const [chosen, setChosen] = useState<Partial<Between>>({});
  const [changesOnly, setChangesOnly] = useState(false);
  const usual = latestTwo(days.map((as_of) => ({ as_of })));
  if (!usual) return <Panel title={t("moves.title")}>{t("moves.one")}</Panel>;

  const between = { ...usual, ...chosen };
  return (
    <Panel
      title={t("moves.title")}
      actions={
        <>
          <DaySelect label={t("moves.from")} days={days.filter((day) => day < between.to)} value={between.from} onChange={(from) => setChosen({ ...chosen, from })} />
          <span aria-hidden>→</span>
          <DaySelect label={t("moves.to")} days={days.filter((day) => day > between.from)} value={between.to} onChange={(to) => setChosen({ ...chosen, to })} />
          <Segmented<Axis> aria-label={t("moves.axis")} value={axis} onChange={setAxis} options={AXES.map((value) => ({ value, label: t(`moves.${value}`) }))} />
          <label className={styles.only}>
            <Switch size="small" checked={changesOnly} onChange={setChangesOnly} />
            {t("moves.hideStayed")}
          </label>
        </>
      }
    >
      <Streams filter={filter} between={between} axis={axis} changesOnly={changesOnly} />
    </Panel>
  );
}

/** The moves that the panel shows first, read before it is there. */
export function useLatestMoves(filter: CustomerFilter): void {
  const { data: meta } = useMeta();
  const latest = latestTwo(daysUpTo(meta?.gradings ?? [], filter.as_of).map((as_of) => ({ as_of })));
  useMoves(latest && { ...filter, as_of: undefined, ...latest, axis: USUAL_AXIS });
}

function daysUpTo(gradings: readonly { as_of: string }[], last: string | undefined): string[] {
  const days = [...new Set(gradings.map((grading) => grading.as_of))].sort();
  return last ? days.filter((day) => day <= last) : days;
}

type DaySelectProps = { label: string; days: string[]; value: string; onChange: (day: string) => void };

function DaySelect({ label, days, value, onChange }: DaySelectProps) {
  return (
    <Select
      aria-label={label}
      className={styles.day}
      value={value}
      onChange={onChange}
      options={days.toReversed().map((day) => ({ value: day, label: day }))}
    />
  );
}

type StreamsProps = { filter: CustomerFilter; between: Between; axis: Axis; changesOnly: boolean };

function Streams({ filter, between, axis, changesOnly }: StreamsProps) {
  const { t } = useTranslation("overview");
  const moves = useMoves({ ...filter, as_of: undefined, ...between, axis });
  const formats = useFormats();
  const { mode } = useAppearance();
  const { data: meta } = useMeta();
  const tiers = useMemo(() => (meta?.tiers ?? []).map((tier) => tier.id), [meta]);
  const flows = useMemo<Flow[]>(() => {
    const links = moves.data?.links ?? [];
    return (changesOnly ? changes(links) : links).map((link) => ({
      ...link,
      note: t("moves.spend", { money: formats.moneyShort(link.spend_365d) }),
      to: movedPath(filter, { ...between, axis, source: link.source, target: link.target }),
    }));
  }, [moves.data, changesOnly, filter, between, axis, t, formats]);
  const nodes = useMemo(
    () => (moves.data?.nodes ?? []).map((node) => ({ ...node, colour: placeColour(node.id, axis, tiers, mode) })),
    [moves.data, axis, tiers, mode],
  );

  return (
    <Loaded query={moves} lines={8}>
      {({ links }) => {
        const told = balance(links, axis === "tier" ? tiers : []);
        const [up, down, stayed, moved] = [told.up, told.down, told.stayed, told.moved].map((n) => formats.number(n));
        return (
          <>
            <p className={styles.summary}>
              {axis === "tier" ? t("moves.summary", { up, down, stayed }) : t("moves.changed", { moved, stayed })}
            </p>
            <Sankey label={t("moves.title")} nodes={nodes} flows={flows} sides={[between.from, between.to]} height={300} />
          </>
        );
      }}
    </Loaded>
  );
}

/** The customers of one stream, in the customer list. */
function movedPath(filter: CustomerFilter, moved: Between & { axis: Axis; source: string; target: string }): string {
  const { from, to, axis, source, target } = moved;
  const query = new URLSearchParams({ from, to, axis, source, target });
  return withFilter(`/customers?${query}`, { ...filter, as_of: undefined });
}
