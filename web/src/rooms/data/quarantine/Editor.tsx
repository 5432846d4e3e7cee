import { Button, Checkbox, Dropdown, Input, Select } from "antd";
import { useMemo, useState } from "react";

import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import { exportAddress, type QuarantinedRow, useDataChanged, useResubmit } from "@/rooms/data/queries";
import { DismissDialog } from "@/rooms/data/quarantine/DismissDialog";
import { columnsOf, corrections, type Edits, withCell, withColumn } from "@/rooms/data/quarantine/edits";
import own from "@/rooms/data/quarantine/Quarantine.module.css";
import { RowCards } from "@/rooms/data/quarantine/RowCards";
import { Sheet } from "@/rooms/data/quarantine/Sheet";
import type { Brought } from "@/rooms/data/wizard/findings";
import { RunProgress } from "@/run/RunProgress";
import type { RunWithResult } from "@/run/useRun";
import { usePhone } from "@/theme/usePhone";

/** What the sheet and the cards of a phone need to show and change rows. */
export type EditorProps = {
  rows: QuarantinedRow[];
  headers: string[];
  edits: Edits;
  selected: ReadonlySet<number>;
  onCell: (row: QuarantinedRow, header: string, text: string) => void;
  onSelect: (id: number) => void;
};

/** The rows as a sheet in which what is wrong can be corrected, one cell or one column of many rows at a time. */
export function Editor({ rows }: { rows: QuarantinedRow[] }) {
  const [edits, setEdits] = useState<Edits>({});
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const phone = usePhone();
  const headers = useMemo(() => columnsOf(rows), [rows]);
  const shown = useMemo(() => new Set(rows.map((row) => row.id)), [rows]);
  // Rows that were dealt with meanwhile are gone from the answer, and with them what was selected or changed.
  const kept = Object.fromEntries(Object.entries(edits).filter(([id]) => shown.has(Number(id)))) as Edits;
  const chosen = new Set([...selected].filter((id) => shown.has(id)));
  const props: EditorProps = {
    rows,
    headers,
    edits: kept,
    selected: chosen,
    onCell: (row, header, text) => setEdits((before) => withCell(before, row, header, text)),
    onSelect: (id) => setSelected((before) => toggled(before, id)),
  };
  const clear = () => {
    setEdits({});
    setSelected(new Set());
  };
  return (
    <div className={styles.stack}>
      <Deeds
        {...props}
        onColumn={(header, text) => setEdits((before) => withColumn(before, rows.filter((row) => chosen.has(row.id)), header, text))}
        onSelectAll={(all) => setSelected(new Set(all ? shown : []))}
        onClear={clear}
      />
      {phone ? <RowCards {...props} /> : <Sheet {...props} />}
    </div>
  );
}

function toggled(before: ReadonlySet<number>, id: number): ReadonlySet<number> {
  const after = new Set(before);
  if (!after.delete(id)) after.add(id);
  return after;
}

type DeedsProps = EditorProps & {
  onColumn: (header: string, text: string) => void;
  onSelectAll: (all: boolean) => void;
  onClear: () => void;
};

function Deeds(props: DeedsProps) {
  const { t } = useTranslation("data");
  const { rows, edits, selected, onSelectAll, onClear } = props;
  const [dismissing, setDismissing] = useState(false);
  const [run, setRun] = useState<number | null>(null);
  const tell = useTell();
  const resubmit = useResubmit();
  const changed = Object.keys(edits).length;
  const wanted = corrections(edits, selected);
  const send = () => resubmit.mutate(wanted, { onSuccess: (told) => setRun(told.run.id), onError: tell.failed });
  return (
    <>
      <div className={own.deeds}>
        <Checkbox
          checked={selected.size === rows.length}
          indeterminate={selected.size > 0 && selected.size < rows.length}
          onChange={(event) => onSelectAll(event.target.checked)}
        >
          {selected.size > 0 ? t("quarantine.selected", { n: selected.size }) : t("quarantine.selectAll")}
        </Checkbox>
        {changed > 0 && <span className={own.changedNote}>{t("quarantine.changed", { n: changed })}</span>}
        <span className={styles.grow} />
        {changed > 0 && <Button onClick={onClear}>{t("quarantine.undoChanges")}</Button>}
        {selected.size > 0 && <Button onClick={() => setDismissing(true)}>{t("quarantine.dismiss", { n: selected.size })}</Button>}
        <Export batch={rows[0]?.batch_no} />
        <Button type="primary" disabled={wanted.length === 0} loading={resubmit.isPending} onClick={send}>
          {t("quarantine.resubmit", { n: wanted.length })}
        </Button>
      </div>
      {selected.size > 0 && <SetColumn {...props} />}
      {run !== null && <Resubmitting run={run} onDone={onClear} />}
      {dismissing && <DismissDialog ids={[...selected]} onClose={() => setDismissing(false)} />}
    </>
  );
}

function SetColumn({ rows, headers, onColumn }: DeedsProps) {
  const { t } = useTranslation("data");
  const [header, setHeader] = useState(rows[0]?.header ?? headers[0]);
  const [text, setText] = useState("");
  return (
    <form
      className={own.setColumn}
      onSubmit={(event) => {
        event.preventDefault();
        if (header) onColumn(header, text);
      }}
    >
      <span>{t("quarantine.setColumn")}</span>
      <Select
        showSearch
        aria-label={t("quarantine.column")}
        value={header}
        onChange={setHeader}
        options={headers.map((name) => ({ value: name, label: name }))}
        popupMatchSelectWidth={false}
      />
      <span>{t("quarantine.setTo")}</span>
      <Input aria-label={t("quarantine.value")} value={text} onChange={(event) => setText(event.target.value)} style={{ width: 180 }} />
      <Button htmlType="submit">{t("quarantine.set")}</Button>
    </form>
  );
}

function Export({ batch }: { batch: number | undefined }) {
  const { t } = useTranslation("data");
  const link = (format: "xlsx" | "csv", name: string) => ({ key: format, label: <a href={exportAddress(batch, format)} download>{name}</a> });
  return (
    <Dropdown menu={{ items: [link("xlsx", t("quarantine.exportXlsx")), link("csv", t("quarantine.exportCsv"))] }} trigger={["click"]}>
      <Button>{t("quarantine.export")}</Button>
    </Dropdown>
  );
}

function Resubmitting({ run, onDone }: { run: number; onDone: () => void }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const tell = useTell();
  const changed = useDataChanged();
  const ended = (ending: RunWithResult) => {
    if (ending.state === "finished") {
      const { batches } = ending.result as { batches: Brought[] };
      const sum = (name: "loaded" | "rejected") => formats.number(batches.reduce((total, one) => total + one.report.rows[name], 0), 0);
      tell.done(t("quarantine.brought", { loaded: sum("loaded"), rejected: sum("rejected") }));
      onDone();
    }
    changed();
  };
  return <RunProgress id={run} onEnd={ended} />;
}
