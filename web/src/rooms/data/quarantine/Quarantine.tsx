import { Button, Segmented, Select } from "antd";
import { useMemo } from "react";
import { useSearchParams } from "react-router";

import { Empty } from "@/kit/Empty";
import { Loaded } from "@/kit/Loaded";
import { NoPermission } from "@/kit/NoPermission";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import { type QuarantineQuery, useQuarantine } from "@/rooms/data/queries";
import { ClosedRows } from "@/rooms/data/quarantine/ClosedRows";
import { Editor } from "@/rooms/data/quarantine/Editor";
import own from "@/rooms/data/quarantine/Quarantine.module.css";
import { useMay } from "@/session/session";

export const ROWS_ON_PAGE = 50;
const STATES = ["open", "resubmitted", "dismissed"] as const;
type State = (typeof STATES)[number];
type Answer = NonNullable<ReturnType<typeof useQuarantine>["data"]>;

/** Rows that could not be used: to be corrected like in a sheet, brought in again, or dismissed with a reason. */
export function Quarantine() {
  const { t } = useTranslation("data");
  const may = useMay();
  if (!may("imports.write")) return <NoPermission text={t("quarantine.noPermission")} page={false} />;
  return <Rows />;
}

function Rows() {
  const { t } = useTranslation("data");
  const { asked: told, state } = useAsked();
  const fullest = useFullestBatch(state);
  // Batches have different columns, so rows are corrected one batch at a time.
  const asked = { ...told, batch: told.batch ?? fullest };
  const query = useQuarantine(asked);
  return (
    <>
      <Narrowing batch={asked.batch} answer={query.data} />
      <Loaded query={query} lines={12}>
        {(answer) => {
          if (answer.items.length === 0) {
            const open = state === "open" && !asked.field;
            return <Empty title={open ? t("quarantine.empty") : t("quarantine.emptyState")} text={open ? t("quarantine.emptyText") : undefined} />;
          }
          return (
            <>
              {state === "open" ? (
                // Another batch or reason is another sheet: what was changed in the former does not belong to it.
                <Editor key={JSON.stringify([asked.batch, asked.field, asked.code])} rows={answer.items} />
              ) : (
                <ClosedRows rows={answer.items} />
              )}
              <Pager answer={answer} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

/** What the address asks for. */
function useAsked() {
  const [parameters, setParameters] = useSearchParams();
  const number = (name: string) => Number(parameters.get(name)) || undefined;
  const state = (STATES.find((one) => one === parameters.get("state")) ?? "open") as State;
  const asked: QuarantineQuery = {
    batch: number("batch"),
    field: parameters.get("field") ?? undefined,
    code: parameters.get("code") ?? undefined,
    state,
    cursor: number("cursor"),
    limit: ROWS_ON_PAGE,
  };
  const set = (change: Record<string, string | number | undefined>) =>
    setParameters((before) => {
      const after = new URLSearchParams(before);
      for (const [name, value] of Object.entries({ cursor: undefined, ...change })) {
        if (value === undefined || value === "") after.delete(name);
        else after.set(name, String(value));
      }
      return after;
    });
  return { asked, state, set };
}

/** The batch with most open rows, where the work is; closed rows are listed over all batches. */
function useFullestBatch(state: State): number | undefined {
  const { data } = useQuarantine({ state, limit: 1 });
  const rows = rowsByBatch(state === "open" ? data?.facets : undefined);
  return rows.toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0];
}

/** Batches with how many of their rows there are, the newest first. */
function rowsByBatch(facets: Answer["facets"] = []): [number, number][] {
  const counts = new Map<number, number>();
  for (const facet of facets) counts.set(facet.batch_no, (counts.get(facet.batch_no) ?? 0) + facet.rows);
  return [...counts].toSorted((a, b) => b[0] - a[0]);
}

function Narrowing({ batch: shown, answer }: { batch: number | undefined; answer: Answer | undefined }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const { asked, state, set } = useAsked();
  const all = useQuarantine({ state, limit: 1 }).data?.facets;
  const batches = useMemo(() => rowsByBatch(all), [all]);
  const reasons = (all ?? []).filter((facet) => facet.batch_no === shown);
  return (
    <div className={styles.tools}>
      <Segmented<State>
        aria-label={t("quarantine.state")}
        value={state}
        onChange={(chosen) => set({ state: chosen, batch: undefined, field: undefined, code: undefined })}
        options={STATES.map((one) => ({ value: one, label: t(`quarantine.${one}`) }))}
      />
      <Select
        allowClear={state !== "open"}
        aria-label={t("quarantine.batch")}
        placeholder={t("quarantine.batch")}
        value={shown}
        onChange={(batch?: number) => set({ batch, field: undefined, code: undefined })}
        options={batches.map(([no, rows]) => ({ value: no, label: t("quarantine.batchOption", { no, rows: formats.number(rows, 0) }) }))}
        style={{ minWidth: 170 }}
      />
      {reasons.length > 1 && (
        <div className={own.reasons} role="group" aria-label={t("quarantine.reason")}>
          <Reason name={t("quarantine.allFields")} chosen={!asked.field} onPick={() => set({ field: undefined, code: undefined })} />
          {reasons.map((facet) => (
            <Reason
              key={`${facet.field}:${facet.code}`}
              name={`${facet.field_name} ${formats.number(facet.rows, 0)}`}
              chosen={asked.field === facet.field && asked.code === facet.code}
              onPick={() => set({ batch: shown, field: facet.field, code: facet.code })}
            />
          ))}
        </div>
      )}
      <span className={styles.grow} />
      {answer && <span className={styles.quiet} aria-live="polite">{t("quarantine.page", { shown: answer.items.length, total: formats.number(answer.total, 0) })}</span>}
    </div>
  );
}

function Reason({ name, chosen, onPick }: { name: string; chosen: boolean; onPick: () => void }) {
  return (
    <button type="button" className={own.reason} aria-pressed={chosen} onClick={onPick}>
      {name}
    </button>
  );
}

function Pager({ answer }: { answer: Answer }) {
  const { t } = useTranslation("data");
  const { asked, set } = useAsked();
  if (!answer.next && !asked.cursor) return null;
  return (
    <div className={own.pager}>
      <Button size="small" disabled={!asked.cursor} onClick={() => globalThis.history.back()}>
        {t("quarantine.previous")}
      </Button>
      <Button size="small" disabled={!answer.next} onClick={() => set({ cursor: answer.next ?? undefined })}>
        {t("quarantine.next")}
      </Button>
    </div>
  );
}
