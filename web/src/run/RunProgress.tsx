import { useMutation } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { useEffect, useRef } from "react";
import { Link } from "react-router";

import { answer, api } from "@/api/client";
import type { RunSummary } from "@/api/shapes";
import { useConfirm } from "@/kit/Confirm";
import { Failed } from "@/kit/Failed";
import { Loading } from "@/kit/Loading";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/run/RunProgress.module.css";
import { RunStateTag } from "@/run/RunStateTag";
import { isOpen, useRun, type RunWithResult } from "@/run/useRun";

type RunProgressProps = {
  id: string | number;
  /** Called once when the run has ended, with its result when it has one. */
  onEnd?: (run: RunWithResult) => void;
  /** Whether to link to the page of the run; not on that page. */
  linked?: boolean;
};

/** A run under way: what it does, how far it is, and the way to stop it. */
export function RunProgress({ id, onEnd, linked = true }: RunProgressProps) {
  const { data: run, error, refetch } = useRun(id);
  useEnd(run, onEnd);
  if (error && !run) return <Failed error={error} retry={refetch} />;
  if (!run) return <Loading lines={2} />;
  return (
    <div className={styles.run}>
      <RunLine run={run} linked={linked} />
      {isOpen(run) && <RunBar run={run} />}
      {run.error && (
        <p className={styles.failed} role="alert">
          {run.error.message}
        </p>
      )}
    </div>
  );
}

function useEnd(run: RunWithResult | undefined, onEnd?: (run: RunWithResult) => void): void {
  const told = useRef<string | number | null>(null);
  useEffect(() => {
    if (!run || isOpen(run) || told.current === run.id) return;
    // The last event has no result yet; the answer that follows it has.
    if (run.has_result && !run.result) return;
    told.current = run.id;
    onEnd?.(run);
  }, [run, onEnd]);
}

function RunLine({ run, linked }: { run: RunSummary; linked: boolean }) {
  const { t } = useTranslation("kit");
  const formats = useFormats();
  const counted = run.total ? t("run.of", { done: formats.number(run.done, 0), total: formats.number(run.total, 0) }) : "";
  return (
    <div className={styles.line}>
      <strong>{run.kind.name}</strong>
      <span aria-live="polite">
        <RunStateTag state={run.state} name={run.state_name} />
      </span>
      <span className={styles.step}>
        {run.step} {isOpen(run) && counted}
      </span>
      {run.seconds != null && <span>{formats.duration(run.seconds)}</span>}
      {linked && <Link to={`/runs/${run.id}`}>{t("run.log")}</Link>}
      {isOpen(run) && <CancelRun run={run} />}
    </div>
  );
}

function RunBar({ run }: { run: RunSummary }) {
  const { t } = useTranslation("kit");
  return (
    <Progress
      percent={Math.round((run.progress ?? 0) * 100)}
      status="active"
      size="small"
      aria-label={t("run.progress", { kind: run.kind.name, state: run.state_name })}
    />
  );
}

/** Asks, then stops a run. */
export function CancelRun({ run }: { run: RunSummary }) {
  const { t } = useTranslation("kit");
  const confirm = useConfirm();
  const tell = useTell();
  const cancel = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/runs/{run_id}/cancel", { params: { path: { run_id: run.id } } })),
    onError: tell.failed,
  });
  const ask = async () => {
    const question = { title: t("run.cancelAsk"), text: t("run.cancelText"), yes: t("run.cancel"), danger: true };
    if (await confirm(question)) cancel.mutate();
  };
  return (
    <Button size="small" disabled={run.cancel_requested} loading={cancel.isPending} onClick={() => void ask()}>
      {run.cancel_requested ? t("run.cancelling") : t("run.cancel")}
    </Button>
  );
}
