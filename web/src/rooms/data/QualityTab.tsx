import { Segmented, Select } from "antd";
import { useMemo, useState } from "react";
import { Link, useSearchParams } from "react-router";

import { Bars } from "@/charts/Bars";
import { Lines } from "@/charts/Lines";
import { Empty } from "@/kit/Empty";
import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { type SmallColumn, SmallTable } from "@/kit/SmallTable";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import { type Entity, type Quality, useDictionary, useQuality } from "@/rooms/data/queries";
import { remarkable, type Remark, sourcesOf } from "@/rooms/data/quality";

const USUAL: Entity = "orders";

/** How good what came in was, batch by batch: for one kind of data at a time, a line a source. */
export function QualityTab() {
  const { t } = useTranslation("data");
  const [parameters, setParameters] = useSearchParams();
  const entity = (parameters.get("entity") ?? USUAL) as Entity;
  const { data: dictionary } = useDictionary();
  return (
    <>
      <div className={styles.tools}>
        <Select
          aria-label={t("quality.entity")}
          value={entity}
          onChange={(chosen) => setParameters({ entity: chosen })}
          options={(dictionary ?? []).map((one) => ({ value: one.entity, label: one.name }))}
          style={{ minWidth: 140 }}
        />
      </div>
      <Loaded query={useQuality(entity)} lines={10}>
        {(batches) =>
          batches.length === 0 ? <Empty title={t("quality.empty")} text={t("quality.emptyText")} /> : <OneSource batches={batches} />
        }
      </Loaded>
    </>
  );
}

/** Batches of one source at a time: what is usual differs from source to source. */
function OneSource({ batches }: { batches: Quality[] }) {
  const { t } = useTranslation("data");
  const sources = useMemo(() => sourcesOf(batches), [batches]);
  const [chosen, setChosen] = useState(sources[0]);
  const source = sources.includes(chosen ?? "") ? chosen : sources[0];
  // Corrections are a few rows by nature; beside whole files they would look like a fall.
  const shown = useMemo(() => batches.filter((one) => one.source === source && one.corrects === null), [batches, source]);
  return (
    <>
      {sources.length > 1 && (
        <div className={styles.tools}>
          <Segmented aria-label={t("batches.source")} value={source} options={sources} onChange={setChosen} />
        </div>
      )}
      {shown.length > 0 && <QualityPanels batches={shown} />}
    </>
  );
}

function QualityPanels({ batches }: { batches: Quality[] }) {
  const { t } = useTranslation("data");
  return (
    <div className={styles.grid}>
      <Panel title={t("quality.valid")}>
        <OverTime label={t("quality.validLabel")} batches={batches} of={(one) => one.validity} />
      </Panel>
      <Panel title={t("quality.complete")}>
        <OverTime label={t("quality.completeLabel")} batches={batches} of={(one) => one.complete} />
      </Panel>
      <Panel title={t("quality.unique")}>
        <OverTime label={t("quality.uniqueLabel")} batches={batches} of={(one) => one.uniqueness} />
      </Panel>
      <Panel title={t("quality.rows")}>
        <OverTime label={t("quality.rowsLabel")} batches={batches} of={(one) => one.rows_read} counts />
      </Panel>
      <FilledColumns quality={batches.at(-1)!} />
      <Findings batches={batches} />
    </div>
  );
}

type OverTimeProps = { label: string; batches: Quality[]; of: (quality: Quality) => number | null; counts?: boolean };

function OverTime({ label, batches, of, counts = false }: OverTimeProps) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const write = useMemo(() => (value: number | null) => (counts ? formats.number(value, 0) : formats.share(value)), [formats, counts]);
  const times = useMemo(() => batches.map((one) => `${one.batch_no} · ${formats.day(one.created_at)}`), [batches, formats]);
  const values = batches.map(of);
  const key = JSON.stringify(values);
  // oxlint-disable-next-line react/exhaustive-deps -- the values, not the array, decide whether the picture is drawn anew
  const lines = useMemo(() => [{ id: "line", name: label, values }], [label, key]);
  return <Lines label={label} times={times} lines={lines} write={write} head={t("quality.batch")} height={200} />;
}

function FilledColumns({ quality }: { quality: Quality }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const columns = quality.completeness as { field: string; name: string; share: number }[];
  const bars = useMemo(() => columns.map((one) => ({ id: one.field, name: one.name })), [columns]);
  const series = useMemo(
    () => [{ id: "share", name: t("quality.share"), values: columns.map((one) => one.share) }],
    [columns, t],
  );
  return (
    <Panel title={t("quality.columns")} about={t("quality.columnsAbout", { no: quality.batch_no, source: quality.source })}>
      <Bars
        label={t("quality.columns")}
        bars={bars}
        series={series}
        write={formats.share}
        horizontal
        height={Math.max(160, columns.length * 22)}
        head={t("dictionary.field")}
      />
    </Panel>
  );
}

function Findings({ batches }: { batches: Quality[] }) {
  const { t } = useTranslation("data");
  const found = remarkable(batches);
  const columns = useFindingColumns();
  return (
    <Panel title={t("quality.findings")} about={t("quality.findingsAbout")} flush={found.length > 0}>
      {found.length === 0 && <p className={styles.quiet}>{t("quality.noFindings")}</p>}
      {found.length > 0 && (
        <SmallTable
          caption={t("quality.findings")}
          rows={found}
          keyOf={(one) => `${one.batch}:${one.text}`}
          columns={columns}
        />
      )}
    </Panel>
  );
}

function Severity({ of: { severity, name } }: { of: { severity: "note" | "warning"; name: string } }) {
  const { t } = useTranslation("data");
  return (
    <span className={severity === "warning" ? styles.warning : undefined} title={t(`quality.${severity}`)}>
      <span aria-hidden>{severity === "warning" ? "▲ " : "○ "}</span>
      {name}
    </span>
  );
}

function useFindingColumns(): SmallColumn<Remark>[] {
  const { t } = useTranslation("data");
  return [
      { id: "batch", title: t("quality.batch"), cell: (one) => <Link to={`/data/batches/${one.batch}`}>{one.batch}</Link> },
      { id: "severity", title: t("quality.what"), cell: (one) => <Severity of={one} /> },
      { id: "text", title: t("quality.finding"), cell: (one) => <span className={styles.wrapping}>{one.text}</span> },
    ];
}
