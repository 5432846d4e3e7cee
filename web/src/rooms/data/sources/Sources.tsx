import { Button, Dropdown } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { useConfirm } from "@/kit/Confirm";
import { Empty } from "@/kit/Empty";
import { Loaded } from "@/kit/Loaded";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import { type Source, useDataChanged, usePause, useReadSource, useRemoveSource, useSources } from "@/rooms/data/queries";
import { SourceForm } from "@/rooms/data/sources/SourceForm";
import own from "@/rooms/data/sources/Sources.module.css";
import { RunProgress } from "@/run/RunProgress";
import { useMay } from "@/session/session";

/** Folders and databases that are read on a schedule: how that goes, when next, and what can be changed. */
export function Sources() {
  const { t } = useTranslation("data");
  const may = useMay();
  const [edited, setEdited] = useState<Source | "new" | null>(null);
  const add = may("imports.write") && (
    <Button type="primary" ghost onClick={() => setEdited("new")}>
      {t("sources.add")}
    </Button>
  );
  return (
    <>
      <Loaded query={useSources()} lines={6}>
        {(sources) =>
          sources.length === 0 ? (
            <Empty title={t("sources.empty")} text={t("sources.emptyText")} action={add} />
          ) : (
            <>
              <div className={styles.tools}>{add}</div>
              <ul className={own.sources} aria-label={t("sources.label")}>
                {sources.map((source) => (
                  <li key={source.id}>
                    <SourceCard source={source} onEdit={() => setEdited(source)} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
      {edited && <SourceForm known={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function SourceCard({ source, onEdit }: { source: Source; onEdit: () => void }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const changed = useDataChanged();
  const [run, setRun] = useState<number | null>(null);
  return (
    <section className={own.source} aria-label={source.name}>
      <header className={own.head}>
        <Condition source={source} />
        <h2>{source.name}</h2>
        <span className={styles.quiet}>{`${source.entity_name} · ${source.source}`}</span>
        <span className={styles.grow} />
        <Deeds source={source} onEdit={onEdit} onRun={setRun} />
      </header>
      <dl className={own.facts}>
        <Fact name={t("sources.location")} value={<code>{[source.location, source.pattern, source.table].filter(Boolean).join(" · ")}</code>} />
        <Fact name={t("sources.schedule")} value={useSchedule(source)} />
        <Fact name={t("sources.next")} value={source.next_due_at ? formats.moment(source.next_due_at) : t("dash")} />
        <Fact
          name={t("sources.last")}
          value={source.last_finished_at ? <Link to={`/runs/${source.last_run}`}>{formats.moment(source.last_finished_at)}</Link> : t("sources.never")}
        />
      </dl>
      {source.error && <p className={own.error}>{source.error}</p>}
      <Outcome source={source} />
      {run !== null && <RunProgress id={run} onEnd={changed} />}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function useSchedule({ schedule, enabled }: Source): string {
  const { t } = useTranslation("data");
  if (!enabled) return t("sources.paused");
  if (schedule.daily_at) return t("sources.daily", { at: schedule.daily_at });
  return t("sources.every", { n: schedule.every_minutes });
}

function Condition({ source }: { source: Source }) {
  const { t } = useTranslation("data");
  const failing = source.failures > 0;
  const name = failing ? t("sources.failed", { n: source.failures }) : source.enabled ? t("sources.fine") : t("sources.paused");
  const colour = failing ? "var(--bad)" : source.enabled ? "var(--good)" : "var(--ink-faint)";
  return (
    <span className={styles.state}>
      <span aria-hidden style={{ color: colour }}>
        {failing ? "✕" : source.enabled ? "●" : "‖"}
      </span>
      {name}
    </span>
  );
}

type Read = { file: string; batch_no?: number; new?: boolean; refused?: string };

function Outcome({ source }: { source: Source }) {
  const { t } = useTranslation("data");
  const read = source.last_outcome as Read[];
  if (!source.last_finished_at || source.error) return null;
  if (read.length === 0) return <p className={styles.quiet}>{t("sources.nothingNew")}</p>;
  return (
    <ul className={own.outcome}>
      {read.slice(0, 5).map((one) => (
        <li key={one.file}>
          {one.file} <span className={styles.quiet}>{toldOf(one, t)}</span>
        </li>
      ))}
    </ul>
  );
}

function toldOf(read: Read, t: ReturnType<typeof useTranslation<"data">>["t"]): string {
  if (read.refused) return t("sources.refused");
  if (!read.batch_no) return t("sources.nothingNew");
  return t(read.new ? "sources.fileBatch" : "sources.same", { no: read.batch_no });
}

function Deeds({ source, onEdit, onRun }: { source: Source; onEdit: () => void; onRun: (run: number) => void }) {
  const { t } = useTranslation("data");
  const may = useMay();
  const tell = useTell();
  const confirm = useConfirm();
  const read = useReadSource();
  const pause = usePause();
  const remove = useRemoveSource();
  if (!may("imports.write")) return null;
  const ask = async () => {
    const question = { title: t("sources.removeAsk", { name: source.name }), text: t("sources.removeText"), yes: t("sources.remove"), danger: true };
    if (await confirm(question)) remove.mutate(source.id, { onSuccess: () => tell.done(t("sources.removed")), onError: tell.failed });
  };
  const items = [
    { key: "edit", label: t("sources.edit"), onClick: onEdit },
    {
      key: "pause",
      label: source.enabled ? t("sources.pause") : t("sources.resume"),
      onClick: () => pause.mutate({ id: source.id, paused: source.enabled }, { onError: tell.failed }),
    },
    { key: "remove", label: t("sources.remove"), danger: true, onClick: () => void ask() },
  ];
  return (
    <>
      <Button
        size="small"
        loading={read.isPending}
        onClick={() => read.mutate(source.id, { onSuccess: (told) => onRun(told.run.id), onError: tell.failed })}
      >
        {t("sources.read")}
      </Button>
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button size="small" aria-label={t("sources.actions")}>
          ⋯
        </Button>
      </Dropdown>
    </>
  );
}
