import { Select, Segmented } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { Link, useLocation, useSearchParams } from "react-router";

import { canonical } from "@/condition/tree";
import { useSettled } from "@/condition/useSettled";
import { Failed } from "@/kit/Failed";
import { Loaded } from "@/kit/Loaded";
import { Loading } from "@/kit/Loading";
import { PageHead } from "@/kit/PageHead";
import { Panel } from "@/kit/Panel";
import { spokenNow } from "@/locale";
import { useTranslation } from "@/locale/texts";
import { withLadder, type Definition } from "@/rooms/schemes/definition";
import { ProblemList } from "@/rooms/schemes/Problems";
import { useSchemes, useStopRun, useTry, useVersion, type Trial, type TrialResult } from "@/rooms/schemes/queries";
import { RuleLadderEditor } from "@/rooms/schemes/RuleLadderEditor";
import styles from "@/rooms/schemes/Schemes.module.css";
import { Thresholds } from "@/rooms/schemes/ScoreEditor";
import { TrialView } from "@/rooms/schemes/TrialView";
import { useSchemeDraft } from "@/rooms/schemes/useSchemeDraft";
import { RunProgress } from "@/run/RunProgress";

/** Try a scheme before it is published: change a threshold and see who would move and what it would cost. */
export default function WhatIf() {
  const { t } = useTranslation("schemes");
  const schemes = useSchemes();
  const [parameters, setParameters] = useSearchParams();
  const { state } = useLocation() as { state: { definition?: Definition } | null };
  const first = schemes.data?.[0];
  const id = parameters.get("scheme") ?? first?.id ?? "";
  const version = Number(parameters.get("version") ?? first?.versions[0]?.version ?? 0);
  const known = useVersion(id, version);
  const options = (schemes.data ?? []).map((scheme) => ({
    label: scheme.name,
    title: scheme.name,
    options: scheme.versions.map((one) => ({
      value: `${one.scheme_id}@${one.version}`,
      label: `${scheme.name} ${t("versionNo", { version: one.version })} · ${one.state_name}`,
    })),
  }));
  const carried = parameters.has("scheme") ? undefined : state?.definition;
  return (
    <>
      <PageHead
        title={t("whatIf.title")}
        about={carried ? t("whatIf.carried") : t("whatIf.about")}
        actions={
          <Select
            aria-label={t("whatIf.scheme")}
            className={styles.chosen}
            value={carried ? undefined : `${id}@${version}`}
            placeholder={t("whatIf.scheme")}
            options={options}
            onChange={(chosen: string) => {
              const [scheme = "", number = ""] = chosen.split("@");
              setParameters({ scheme, version: number });
            }}
          />
        }
      />
      {carried ? (
        <Trying definition={carried} text="" version={version} />
      ) : (
        <Loaded query={known} page lines={10}>
          {(detail) => <Trying key={`${id}@${version}`} definition={detail.definition as Definition} text={detail.text ?? ""} version={version} />}
        </Loaded>
      )}
    </>
  );
}

function Trying({ definition, text, version }: { definition: Definition; text: string; version: number }) {
  const { t } = useTranslation("schemes");
  const draft = useSchemeDraft(definition, text);
  const [window, setWindow] = useState<Trial["window_days"]>(90);
  const trial = useTrial(draft.definition, window, draft.valid && !draft.pending);
  return (
    <div className={styles.trying}>
      <div className={styles.knobs}>
        <Panel title={t("whatIf.change")} about={t("whatIf.changeAbout")}>
          <Knobs definition={draft.definition} onChange={draft.change} problems={draft.problems} />
          <ProblemList problems={draft.problems} placed />
          <div className={styles.window}>
            <span>{t("whatIf.window")}</span>
            <Segmented<Trial["window_days"]>
              size="small"
              aria-label={t("whatIf.window")}
              value={window}
              onChange={setWindow}
              options={([30, 90, 365] as const).map((days) => ({ value: days, label: t("whatIf.days", { days }) }))}
            />
          </div>
          {draft.changed && (
            <p className={styles.quiet}>
              {t("whatIf.notKept")} <Link to={`/schemes/${definition.id}/${version}`} state={{ definition: draft.definition }}>{t("whatIf.toEditor")}</Link>
            </p>
          )}
        </Panel>
      </div>
      <div className={styles.outcome}>
        {trial.error && <Failed error={trial.error} />}
        {trial.run !== undefined && <RunProgress key={trial.run} id={trial.run} onEnd={trial.ended} />}
        {trial.result ? <TrialView result={trial.result} run={trial.resultRun!} definition={draft.definition} stale={trial.busy} /> : !trial.error && <Loading lines={10} />}
      </div>
    </div>
  );
}

const DRAGGING_MS = 700;

/** Tries a definition whenever it has rested for a moment; what is overtaken is stopped, and its result dropped. */
function useTrial(definition: Definition, window: Trial["window_days"], ready: boolean) {
  const start = useTry();
  const stop = useStopRun();
  const wanted = useMemo(() => canonical({ definition, window_days: window }), [definition, window]);
  const settled = useSettled(ready ? wanted : null, DRAGGING_MS);
  const [run, setRun] = useState<number>();
  const [shown, setShown] = useState<{ run: number; result: TrialResult }>();
  const latest = useRef<string>(undefined);
  const running = useRef<number>(undefined);
  const { mutate } = start;
  const { mutate: cancel } = stop;

  useEffect(() => {
    if (settled === null || settled === latest.current) return;
    latest.current = settled;
    if (running.current !== undefined) cancel(running.current);
    running.current = undefined;
    mutate(JSON.parse(settled) as Trial, { onSuccess: (id) => settled === latest.current && ((running.current = id), setRun(id)) });
  }, [settled, mutate, cancel]);

  return {
    run,
    result: shown?.result,
    resultRun: shown?.run,
    busy: run !== shown?.run || start.isPending || settled !== wanted,
    error: start.error,
    ended: (ended: { id: number; state: string; result?: unknown }) => {
      if (running.current === ended.id) running.current = undefined;
      if (ended.state === "finished" && ended.result) setShown({ run: ended.id, result: ended.result as TrialResult });
    },
  };
}

type KnobsProps = { definition: Definition; onChange: (definition: Definition) => void; problems: Parameters<typeof ProblemList>[0]["problems"] };

/** What can be turned here: thresholds and weights of a score, or the rules. The rest belongs to the editor. */
function Knobs({ definition, onChange, problems }: KnobsProps) {
  const { ladder, tiers } = definition;
  const spoken = spokenNow();
  if (ladder.kind === "rules") {
    const outcomes = tiers.map(({ id, name }) => ({ id, name: name[spoken] }));
    return <RuleLadderEditor ladder={ladder} onChange={(next) => onChange(withLadder(definition, next))} outcomes={outcomes} outcome="tier" path="ladder" problems={problems} />;
  }
  return <Thresholds thresholds={ladder.thresholds} tiers={tiers} otherwise={ladder.otherwise} onChange={(thresholds) => onChange(withLadder(definition, { ...ladder, thresholds }))} />;
}
