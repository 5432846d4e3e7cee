import DownloadOutlined from "@ant-design/icons/DownloadOutlined";
import { Button } from "antd";
import i18next from "i18next";
import type { ReactNode } from "react";
import { useParams } from "react-router";

import { Empty } from "@/kit/Empty";
import { Failed } from "@/kit/Failed";
import { Loading } from "@/kit/Loading";
import { Moment } from "@/kit/numbers";
import { PageHead } from "@/kit/PageHead";
import { Panel } from "@/kit/Panel";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { useRunLog } from "@/rooms/runs/queries";
import styles from "@/rooms/runs/Run.module.css";
import { RunProgress } from "@/run/RunProgress";
import { isOpen, useRun, type RunWithResult } from "@/run/useRun";

/** One run: how it goes, what it was asked, what it said, what it left. */
export default function Run() {
  const { t } = useTranslation("runs");
  const { id = "" } = useParams();
  const { data: run, error, refetch } = useRun(id);
  if (error && !run) return <Failed error={error} retry={refetch} page />;
  if (!run) return <Loading page />;
  return (
    <div className={styles.page}>
      <PageHead title={t("one", { kind: run.kind.name, id: run.id })} about={t("by", { by: run.by })} />
      <RunProgress id={run.id} linked={false} />
      {run.files.length > 0 && <RunFiles run={run} />}
      <RunFacts run={run} />
      <RunLog run={run} />
    </div>
  );
}

function RunFiles({ run }: { run: RunWithResult }) {
  const { t } = useTranslation("runs");
  return (
    <Panel title={t("files")}>
      <div className={styles.files}>
        {run.files.map((name) => (
          <Button key={name} icon={<DownloadOutlined />} href={`/api/v1/runs/${run.id}/files/${encodeURIComponent(name)}`} download={name}>
            {name}
          </Button>
        ))}
      </div>
    </Panel>
  );
}

function RunFacts({ run }: { run: RunWithResult }) {
  const { t } = useTranslation("runs");
  const formats = useFormats();
  // A figure of a kind of run that the pages do not know yet is shown under its own name.
  const nameOf = (count: string) => (i18next.exists(`runs:count.${count}`) ? t(`count.${count}` as "count.rows") : <code>{count}</code>);
  const counts = Object.entries(run.counts);
  return (
    <Panel title={t("facts")}>
      <dl className={styles.facts}>
        <Fact name={t("column.created")}>
          <Moment value={run.created_at} />
        </Fact>
        <Fact name={t("column.started")}>
          <Moment value={run.started_at} />
        </Fact>
        <Fact name={t("column.finished")}>
          <Moment value={run.finished_at} />
        </Fact>
        <Fact name={t("column.seconds")}>{formats.duration(run.seconds)}</Fact>
        {counts.map(([name, value]) => (
          <Fact key={name} name={nameOf(name)}>
            {typeof value === "number" ? formats.number(value) : JSON.stringify(value)}
          </Fact>
        ))}
      </dl>
      {Object.keys(run.arguments).length > 0 && <Json name={t("arguments")} value={run.arguments} />}
      {run.result && <Json name={t("result")} value={run.result} />}
    </Panel>
  );
}

function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Json({ name, value }: { name: string; value: unknown }) {
  return (
    <details style={{ marginTop: 10 }}>
      <summary>{name}</summary>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key */}
      <pre className={styles.json} tabIndex={0}>
        {JSON.stringify(value, null, 2)}
      </pre>
    </details>
  );
}

function RunLog({ run }: { run: RunWithResult }) {
  const { t } = useTranslation("runs");
  const { data: lines, error, refetch } = useRunLog(run.id, isOpen(run));
  return (
    <Panel title={t("log")}>
      {error && <Failed error={error} retry={refetch} />}
      {lines?.length === 0 && <Empty title={t("noLog")} />}
      {lines && lines.length > 0 && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key
        <ol className={styles.log} tabIndex={0} aria-label={t("log")}>
          {lines.map((line, place) => (
            <li key={place}>
              <Moment value={line.at} />
              <span>{line.text}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
