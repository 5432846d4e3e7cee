import { useMemo, useState } from "react";
import { Link } from "react-router";

import { answer, api } from "@/api/client";
import { Histogram } from "@/charts/Histogram";
import { Sankey } from "@/charts/Sankey";
import { useTierColours } from "@/kit/colours";
import { Figure, Figures } from "@/kit/Figure";
import { Money } from "@/kit/numbers";
import { Panel } from "@/kit/Panel";
import { SmallTable } from "@/kit/SmallTable";
import { TierTag } from "@/kit/TierTag";
import { spokenNow } from "@/locale";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import type { Definition } from "@/rooms/schemes/definition";
import type { Move, TrialResult } from "@/rooms/schemes/queries";
import styles from "@/rooms/schemes/Schemes.module.css";
import type { Column } from "@/table/column";
import { DataTable } from "@/table/DataTable";

type TrialViewProps = { result: TrialResult; run: number; definition: Definition; /** Another trial is on its way. */ stale: boolean };

/** What a trial gave: who would move, what it would cost, who these customers are. */
export function TrialView({ result, run, definition, stale }: TrialViewProps) {
  const { t } = useTranslation("schemes");
  const [link, setLink] = useState<{ from?: string; to?: string }>({});
  return (
    <div className={stale ? styles.pending : undefined} aria-busy={stale}>
      <Headline result={result} />
      <div className={styles.pair}>
        <Panel title={t("trial.moves")} about={t("trial.movesAbout", { day: result.as_of })}>
          <Moves result={result} definition={definition} />
        </Panel>
        <Panel title={t("trial.cost")} about={t("trial.costAbout", { days: result.window_days })}>
          <Costs result={result} />
        </Panel>
        {result.scores && (
          <Panel title={t("trial.scores")}>
            <Scores scores={result.scores} />
          </Panel>
        )}
        <Panel title={t("trial.types")}>
          <Types result={result} />
        </Panel>
      </div>
      <Panel title={t("trial.customers")} about={t("trial.customersAbout")} flush actions={<LinkChoice result={result} chosen={link} onChoose={setLink} />}>
        <Movers run={run} link={link} />
      </Panel>
    </div>
  );
}

function Headline({ result }: { result: TrialResult }) {
  const { t } = useTranslation("schemes");
  const { money } = result;
  const cost = -Number(money.margin_change);
  return (
    <Figures>
      <Figure name={t("trial.moving")} value={result.customers_moving} asOf={result.as_of} meaning={t("trial.movingAbout")} />
      <Figure name={t("trial.up")} value={result.up} />
      <Figure name={t("trial.down")} value={result.down} />
      <Figure name={t("trial.extraCost")} kind="money" value={cost} meaning={t("trial.extraCostAbout")} />
    </Figures>
  );
}

function Moves({ result, definition }: { result: TrialResult; definition: Definition }) {
  const { t } = useTranslation("schemes");
  const formats = useFormats();
  const { colourOf } = useTierColours();
  const names = useTierNames(result, definition);
  const nodes = useMemo(() => [...names].map(([id, name]) => ({ id, name, colour: colourOf(id) })), [names, colourOf]);
  const flows = useMemo(
    () => result.links.map((link) => ({ ...link, note: t("trial.costs", { money: formats.moneyShort(link.cost_change) }) })),
    [result.links, formats, t],
  );
  return <Sankey label={t("trial.moves")} nodes={nodes} flows={flows} sides={[t("trial.now"), t("trial.then")]} height={300} />;
}

function useTierNames(result: TrialResult, definition: Definition): Map<string, string> {
  const spoken = spokenNow();
  return useMemo(() => {
    const ordered = [...result.after, ...result.before].map(({ tier, name }): [string, string] => [tier, name]);
    return new Map([...definition.tiers.map(({ id, name }): [string, string] => [id, name[spoken]]), ...ordered]);
  }, [result, definition, spoken]);
}

type Cost = { id: string; name: string; before: number; after: number; money: boolean };

function Costs({ result }: { result: TrialResult }) {
  const { t } = useTranslation("schemes");
  const formats = useFormats();
  const { money, load } = result;
  const rows: Cost[] = [
    { id: "discount", name: t("trial.discount"), before: Number(money.discount_before), after: Number(money.discount_after), money: true },
    { id: "coupon", name: t("trial.coupon"), before: Number(money.coupon_before), after: Number(money.coupon_after), money: true },
    { id: "slots", name: t("trial.slots"), before: load.priority_slots_before, after: load.priority_slots_after, money: false },
    { id: "hours", name: t("trial.hours"), before: Number(load.manager_hours_before), after: Number(load.manager_hours_after), money: false },
  ];
  const write = (row: Cost, value: number) => (row.money ? formats.money(value) : formats.number(value, 1));
  return (
    <SmallTable<Cost>
      caption={t("trial.cost")}
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        { id: "name", title: "", cell: (row) => row.name },
        { id: "before", title: t("trial.now"), number: true, cell: (row) => write(row, row.before) },
        { id: "after", title: t("trial.then"), number: true, cell: (row) => write(row, row.after) },
        { id: "change", title: t("trial.change"), number: true, cell: (row) => `${row.after > row.before ? "+" : ""}${write(row, row.after - row.before)}` },
      ]}
    />
  );
}

function Scores({ scores }: { scores: NonNullable<TrialResult["scores"]> }) {
  const { t } = useTranslation("schemes");
  const formats = useFormats();
  const count = (scores.after ?? scores.before ?? []).length;
  const bins = useMemo(
    () => Array.from({ length: count }, (_, at) => ({ from: at * scores.bin_points, to: (at + 1) * scores.bin_points })),
    [count, scores.bin_points],
  );
  const series = useMemo(
    () =>
      [
        { id: "before", name: t("trial.now"), values: scores.before },
        { id: "after", name: t("trial.then"), values: scores.after },
      ].flatMap(({ id, name, values }) => (values ? [{ id, name, values }] : [])),
    [scores, t],
  );
  return <Histogram label={t("trial.scores")} head={t("trial.score")} bins={bins} series={series} writeEdge={String} write={(value) => formats.number(value, 0)} height={240} />;
}

function Types({ result }: { result: TrialResult }) {
  const { t } = useTranslation("schemes");
  const formats = useFormats();
  const rows = result.by_type.filter((type) => type.up + type.down > 0).slice(0, 10);
  if (rows.length === 0) return <p className={styles.quiet}>{t("trial.nobody")}</p>;
  return (
    <SmallTable<TrialResult["by_type"][number]>
      caption={t("trial.types")}
      rows={rows}
      keyOf={(row) => row.type}
      columns={[
        { id: "name", title: t("trial.type"), cell: (row) => row.name },
        { id: "customers", title: t("trial.all"), number: true, spare: true, cell: (row) => formats.number(row.customers, 0) },
        { id: "up", title: t("trial.up"), number: true, cell: (row) => formats.number(row.up, 0) },
        { id: "down", title: t("trial.down"), number: true, cell: (row) => formats.number(row.down, 0) },
        { id: "margin", title: t("trial.margin"), number: true, cell: (row) => formats.moneyShort(row.margin_change) },
      ]}
    />
  );
}

type Way = { from?: string; to?: string };
type LinkChoiceProps = { result: TrialResult; chosen: Way; onChoose: (way: Way) => void };

/** Which of the moves the list below is about. */
function LinkChoice({ result, chosen, onChoose }: LinkChoiceProps) {
  const { t } = useTranslation("schemes");
  const names = new Map([...result.before, ...result.after].map(({ tier, name }) => [tier, name]));
  const moves = result.links.filter((link) => link.source !== link.target);
  const value = chosen.from ? `${chosen.from} ${chosen.to}` : "";
  return (
    <select
      className={styles.select}
      aria-label={t("trial.which")}
      value={value}
      onChange={(event) => {
        const [from, to] = event.target.value.split(" ");
        onChoose(from ? { from, to } : {});
      }}
    >
      <option value="">{t("trial.allMoves")}</option>
      {moves.map(({ source, target, customers }) => (
        <option key={`${source} ${target}`} value={`${source} ${target}`}>
          {names.get(source)} → {names.get(target)} ({customers})
        </option>
      ))}
    </select>
  );
}

function Movers({ run, link }: { run: number; link: Way }) {
  const { t } = useTranslation("schemes");
  const columns: Column<Move>[] = [
    { id: "name", title: t("trial.customer"), always: true, phone: "head", render: (move) => <Link to={`/customers/${encodeURIComponent(move.id)}`}>{move.name}</Link> },
    { id: "type", title: t("trial.type"), phone: "hide", render: (move) => move.type.name },
    { id: "manager", title: t("trial.manager"), phone: "hide", render: (move) => move.manager ?? "–" },
    { id: "from", title: t("trial.now"), render: (move) => <TierTag tier={move.from} /> },
    { id: "to", title: t("trial.then"), render: (move) => <TierTag tier={move.to} /> },
    { id: "spend", title: t("trial.spend"), align: "right", render: (move) => <Money value={move.spend_365d} short /> },
    { id: "margin", title: t("trial.marginOf"), align: "right", phone: "hide", render: (move) => <Money value={move.margin_365d} short /> },
    { id: "cost", title: t("trial.extraCost"), align: "right", render: (move) => <Money value={move.cost_change} /> },
  ];
  return (
    <DataTable<Move>
      name="what-if-moves"
      label={t("trial.customers")}
      columns={columns}
      queryKey={["what-if", run, "moves", link]}
      fetchPage={({ cursor, limit }) =>
        answer(api.GET("/api/v1/runs/{run_id}/moves", { params: { path: { run_id: run }, query: { ...link, cursor, limit } } }))
      }
      rowKey={(move) => move.id}
      rowName={(move) => move.name}
    />
  );
}
