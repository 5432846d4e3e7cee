import { Button, Select } from "antd";
import { useState } from "react";

import { Panel } from "@/kit/Panel";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import type { DictionaryColumn, Preview } from "@/rooms/data/queries";
import { Adjust } from "@/rooms/data/wizard/Adjust";
import type { Findings, Match, Remembered } from "@/rooms/data/wizard/findings";
import { headersRead, howOf, readFrom, withColumn, type Mapping } from "@/rooms/data/wizard/mapping";
import { Rules } from "@/rooms/data/wizard/Rules";
import { shownValue } from "@/rooms/data/wizard/values";
import styles from "@/rooms/data/wizard/Wizard.module.css";

const NOTHING = "\0nothing";
const FIXED = "\0fixed";
const MADE = "\0made";
const UNSURE = 0.8;

type ColumnsPanelProps = {
  columns: DictionaryColumn[];
  findings: Findings;
  mapping: Mapping;
  preview: Preview | undefined;
  onMapping: (mapping: Mapping) => void;
};

/** Which column of the file fills which column of the standard, why that was proposed, and what becomes of it. */
export function ColumnsPanel({ columns, findings, mapping, preview, onMapping }: ColumnsPanelProps) {
  const { t } = useTranslation("data");
  const [all, setAll] = useState(false);
  const filled = columns.filter((column) => column.id in mapping.columns);
  const shown = all ? columns : columns.filter((column) => column.required || column.id in mapping.columns);
  return (
    <Panel
      flush
      title={t("wizard.mapTitle")}
      about={t("wizard.mapAbout", { filled: filled.length, all: columns.length })}
      actions={
        <Button size="small" onClick={() => setAll(!all)}>
          {all ? t("wizard.showFew") : t("wizard.showAll")}
        </Button>
      }
    >
      <KnownReadings findings={findings} mapping={mapping} onMapping={onMapping} />
      <Warnings findings={findings} />
      <table className={styles.columns}>
        <caption className="unseen">{t("wizard.mapTitle")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("wizard.standard")}</th>
            <th scope="col">{t("wizard.from")}</th>
            <th scope="col">{t("wizard.stored")}</th>
            <th scope="col">{t("wizard.because")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((column) => (
            <ColumnRow
              key={column.id}
              column={column}
              match={findings.suggestion.matches.find((match) => match.column === column.id)}
              headers={findings.headers}
              mapping={mapping}
              preview={preview}
              onMapping={onMapping}
            />
          ))}
        </tbody>
      </table>
      <Unused findings={findings} mapping={mapping} />
      <Rules mapping={mapping} onMapping={onMapping} />
    </Panel>
  );
}

type ColumnRowProps = {
  column: DictionaryColumn;
  match: Match | undefined;
  headers: string[];
  mapping: Mapping;
  preview: Preview | undefined;
  onMapping: (mapping: Mapping) => void;
};

function ColumnRow({ column, match, headers, mapping, preview, onMapping }: ColumnRowProps) {
  const { t } = useTranslation("data");
  const expression = mapping.columns[column.id];
  const how = howOf(expression);
  const missing = column.required && how.kind === "nothing";
  const set = (chosen: string) => {
    if (chosen === NOTHING) onMapping(withColumn(mapping, column.id, undefined));
    else if (chosen === FIXED) onMapping(withColumn(mapping, column.id, { const: column.choices[0]?.id ?? "" }));
    else if (chosen !== MADE) onMapping(withColumn(mapping, column.id, readFrom(expression, chosen)));
  };
  const value = { nothing: NOTHING, fixed: FIXED, made: MADE, column: how.kind === "column" ? how.header : "" }[how.kind];
  return (
    <tr>
      <th scope="row" title={column.meaning}>
        {column.name} {column.required && <span className={styles.required}>{t("wizard.required")}</span>}
      </th>
      <td data-name={t("wizard.from")}>
        <div className={styles.from}>
          <Select
            showSearch
            aria-label={`${t("wizard.from")}: ${column.name}`}
            status={missing ? "error" : undefined}
            value={value}
            onChange={set}
            popupMatchSelectWidth={false}
            options={[
              { value: NOTHING, label: t("wizard.none") },
              { value: FIXED, label: t("wizard.fixed") },
              ...(how.kind === "made" ? [{ value: MADE, label: t("wizard.made") }] : []),
              ...headers.map((header) => ({ value: header, label: header })),
            ]}
          />
          {how.kind !== "nothing" && expression !== undefined && (
            <Adjust
              column={column}
              expression={expression}
              onChange={(changed) => onMapping(withColumn(mapping, column.id, changed))}
            />
          )}
        </div>
      </td>
      <td data-name={t("wizard.stored")}>
        <Stored column={column} preview={preview} />
      </td>
      <td data-name={t("wizard.because")}>
        <Because match={match} header={how.kind === "column" ? how.header : null} />
      </td>
    </tr>
  );
}

/** The first values as they would be stored, and the first that cannot be. */
function Stored({ column, preview }: { column: DictionaryColumn; preview: Preview | undefined }) {
  const { t } = useTranslation("data");
  const cells = (preview?.rows ?? []).filter((row) => row.fate !== "skip").map((row) => row.cells[column.id]);
  const values = [...new Set(cells.map((cell) => shownValue(cell?.value, column)).filter(Boolean))].slice(0, 3);
  const bad = cells.find((cell) => cell?.problem);
  return (
    <div className={styles.stored}>
      <span>{values.join(" · ") || t("dash")}</span>
      {bad?.problem && <span className={styles.problem}>{bad.problem}</span>}
    </div>
  );
}

function Because({ match, header }: { match: Match | undefined; header: string | null }) {
  const formats = useFormats();
  if (!match || match.header !== header) return null;
  return (
    <span className={match.confidence < UNSURE ? styles.unsure : styles.quiet}>
      {formats.share(match.confidence, 0)} · {match.reason}
    </span>
  );
}

function KnownReadings({ findings, mapping, onMapping }: Pick<ColumnsPanelProps, "findings" | "mapping" | "onMapping">) {
  const { t } = useTranslation("data");
  if (findings.remembered.length === 0) return null;
  const same = (other: Mapping) => JSON.stringify(other.columns) === JSON.stringify(mapping.columns);
  const nameOf = (one: Remembered) => one.name ?? t("wizard.useLast", { no: one.batch_no });
  const readings = [...findings.remembered.map((one) => ({ name: nameOf(one), mapping: one.mapping })), { name: t("wizard.suggestion"), mapping: findings.suggestion.mapping }];
  return (
    <div className={styles.known}>
      {t("wizard.remembered")}
      {readings.map((one) => (
        <Button key={one.name} size="small" type={same(one.mapping) ? "primary" : "default"} ghost={same(one.mapping)} onClick={() => onMapping(one.mapping)}>
          {one.name}
        </Button>
      ))}
    </div>
  );
}

function Warnings({ findings }: { findings: Findings }) {
  const { t } = useTranslation("data");
  const { warnings } = findings.suggestion;
  if (warnings.length === 0) return null;
  return (
    <div className={styles.warnings} role="note">
      <b>{t("wizard.warnings")}</b>
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </div>
  );
}

function Unused({ findings, mapping }: { findings: Findings; mapping: Mapping }) {
  const { t } = useTranslation("data");
  const read = headersRead(mapping);
  const unused = findings.headers.filter((header) => !read.has(header));
  if (unused.length === 0) return null;
  return (
    <p className={styles.line}>
      {t("wizard.unused")}: <span className={styles.quiet}>{unused.join(" · ")}</span>
    </p>
  );
}
