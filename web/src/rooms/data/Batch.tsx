import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";

import { useConfirm } from "@/kit/Confirm";
import { Loaded } from "@/kit/Loaded";
import { PageHead } from "@/kit/PageHead";
import { Panel } from "@/kit/Panel";
import { type SmallColumn, SmallTable } from "@/kit/SmallTable";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import { MappingView } from "@/rooms/data/MappingView";
import { QualityFigures } from "@/rooms/data/QualityFigures";
import { RowAccount, Unknowns } from "@/rooms/data/RowAccount";
import { StateMark } from "@/rooms/data/StateMark";
import { type BatchDetail, useBatch, useDataChanged, useUndo } from "@/rooms/data/queries";
import type { Report } from "@/rooms/data/wizard/findings";
import { RunProgress } from "@/run/RunProgress";
import type { RunWithResult } from "@/run/useRun";
import { useMay } from "@/session/session";

/** One import in full: where its rows went, why some were refused, how good it is, how it was read; and its undoing. */
export default function Batch() {
  const { no } = useParams();
  return (
    <Loaded query={useBatch(Number(no))} page lines={12}>
      {(batch) => <BatchPage batch={batch} />}
    </Loaded>
  );
}

function BatchPage({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const report = batch.report as Report;
  const about = t("batch.about", { entity: batch.entity_name, source: batch.source, at: formats.moment(batch.created_at) });
  return (
    <>
      <PageHead
        title={`${t("batch.title", { no: batch.no })} · ${batch.file_name}`}
        about={
          <>
            <StateMark state={batch.state} name={batch.state_name} /> {about}
          </>
        }
        actions={<Link to="/data">{t("batch.back")}</Link>}
      />
      <div className={styles.grid}>
        <Deeds batch={batch} />
        <Panel className={styles.wide} title={t("batch.account")}>
          {report.rows && <RowAccount report={report} flags={batch.flags} />}
          {report.rows && <Unknowns report={report} entity={batch.entity} />}
          <Facts batch={batch} report={report} />
        </Panel>
        <Reasons batch={batch} />
        {batch.quality && (
          <Panel title={t("batch.quality")}>
            <QualityFigures quality={batch.quality} />
          </Panel>
        )}
        <Reading batch={batch} />
      </div>
    </>
  );
}

/** What can be done with the batch; a run that was asked for is shown in its place. */
function Deeds({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("data");
  const may = useMay();
  const navigate = useNavigate();
  const [undoing, setUndoing] = useState<number | null>(null);
  if (undoing !== null) return <Undoing run={undoing} />;
  if (batch.state !== "loaded" || !may("imports.write")) return null;
  return (
    <div className={`${styles.tools} ${styles.wide}`}>
      {batch.open_quarantine > 0 && (
        <Button type="primary" onClick={() => void navigate(`/data/quarantine?batch=${batch.no}`)}>
          {t("batch.toQuarantine", { rows: batch.open_quarantine })}
        </Button>
      )}
      <Button onClick={() => void navigate(`/data/import?replaces=${batch.no}`)}>{t("batch.replace")}</Button>
      <Undo batch={batch} onAsked={setUndoing} />
    </div>
  );
}

function Undo({ batch, onAsked }: { batch: BatchDetail; onAsked: (run: number) => void }) {
  const { t } = useTranslation("data");
  const confirm = useConfirm();
  const tell = useTell();
  const undo = useUndo(batch.no);
  const ask = async () => {
    const question = { title: t("batch.undoAsk", { no: batch.no }), text: t("batch.undoText"), yes: t("batch.undo"), danger: true };
    if (await confirm(question)) undo.mutate(undefined, { onSuccess: ({ run }) => onAsked(run.id), onError: tell.failed });
  };
  return (
    <Button danger loading={undo.isPending} onClick={() => void ask()}>
      {t("batch.undo")}
    </Button>
  );
}

function Undoing({ run }: { run: number }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const tell = useTell();
  const changed = useDataChanged();
  const ended = (ending: RunWithResult) => {
    const counts = ending.result as { removed?: number; restored?: number } | null;
    if (ending.state === "finished") {
      tell.done(t("batch.undone", { removed: formats.number(counts?.removed, 0), restored: formats.number(counts?.restored, 0) }));
    }
    changed();
  };
  return (
    <div className={styles.wide}>
      <RunProgress id={run} onEnd={ended} />
    </div>
  );
}

function Facts({ batch, report }: { batch: BatchDetail; report: Report }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  return (
    <dl className={styles.facts}>
      {report.first_day && (
        <>
          <dt>{t("batch.days")}</dt>
          <dd>{t("batch.daysRange", { first: formats.day(report.first_day), last: formats.day(report.last_day) })}</dd>
        </>
      )}
      {report.orders !== undefined && (
        <>
          <dt>{t("batch.orders")}</dt>
          <dd>{formats.number(report.orders, 0)}</dd>
        </>
      )}
      {report.net_amount && (
        <>
          <dt>{t("batch.amount")}</dt>
          <dd>{formats.money(report.net_amount)}</dd>
        </>
      )}
      {batch.corrected_by.length > 0 && (
        <>
          <dt>{t("batch.corrected")}</dt>
          <dd>
            {batch.corrected_by.map((no) => (
              <Link key={no} to={`/data/batches/${no}`}>
                {no}{" "}
              </Link>
            ))}
          </dd>
        </>
      )}
      <dt>{t("batch.fingerprint")}</dt>
      <dd>
        <code>{batch.content_hash.slice(0, 16)}</code> · <Link className={styles.within} to={`/runs/${batch.run_id}`}>{t("batch.run", { id: batch.run_id })}</Link>
      </dd>
    </dl>
  );
}

function Reasons({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("data");
  const reasons = batch.top_reasons;
  const columns = useReasonColumns(batch.no);
  return (
    <Panel title={t("batch.reasons")} flush={reasons.length > 0}>
      {reasons.length === 0 && <p className={styles.quiet}>{t("batch.noReasons")}</p>}
      {reasons.length > 0 && (
        <SmallTable
          caption={t("batch.reasons")}
          rows={reasons}
          keyOf={(reason) => `${reason.field}:${reason.code}`}
          columns={columns}
        />
      )}
    </Panel>
  );
}

function Reading({ batch }: { batch: BatchDetail }) {
  const { t } = useTranslation("data");
  return (
    <Panel title={t("batch.mapping")} about={t("batch.mappingAbout")} className={styles.wide}>
      <MappingView entity={batch.entity} mapping={batch.mapping} />
    </Panel>
  );
}

function useReasonColumns(no: number): SmallColumn<BatchDetail["top_reasons"][number]>[] {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const may = useMay();
  return [
      { id: "field", title: t("batch.field"), cell: (reason) => reason.field_name },
      { id: "reason", title: t("batch.reason"), cell: (reason) => <span className={styles.wrapping}>{reason.reason}</span> },
      {
        id: "rows",
        title: t("batch.rows"),
        number: true,
        cell: (reason) =>
          may("imports.write") ? (
            <Link to={`/data/quarantine?batch=${no}&field=${reason.field}&code=${reason.code}`}>{formats.number(reason.rows, 0)}</Link>
          ) : (
            formats.number(reason.rows, 0)
          ),
      },
    ];
}
