import { Input, InputNumber, Segmented } from "antd";
import { useMemo, useState } from "react";

import { Panel } from "@/kit/Panel";
import { spokenNow } from "@/locale";
import { useTranslation } from "@/locale/texts";
import { withEntry, withLadder, type Adjustment, type Definition, type Tier } from "@/rooms/schemes/definition";
import { PolicyEditor } from "@/rooms/schemes/PolicyEditor";
import { ProblemList, Problems } from "@/rooms/schemes/Problems";
import { RuleCondition, RuleLadderEditor } from "@/rooms/schemes/RuleLadderEditor";
import styles from "@/rooms/schemes/Schemes.module.css";
import { ScoreEditor } from "@/rooms/schemes/ScoreEditor";
import { TiersEditor } from "@/rooms/schemes/TiersEditor";
import type { SchemeDraft } from "@/rooms/schemes/useSchemeDraft";
import { useMeta } from "@/session/meta";

type Side = "visual" | "text" | "json";

/** A scheme in three forms that keep in step: built, as text, as JSON. Problems stand beside what they are about. */
export function SchemeEditor({ draft }: { draft: SchemeDraft }) {
  const { t } = useTranslation("schemes");
  const [side, setSide] = useState<Side>("visual");
  return (
    <div className={styles.editor}>
      <div className={styles.sides}>
        <Segmented<Side>
          aria-label={t("side.label")}
          value={side}
          onChange={setSide}
          options={(["visual", "text", "json"] as const).map((value) => ({ value, label: t(`side.${value}`) }))}
        />
        <span className={styles.quiet}>{t(`side.${side}About`)}</span>
      </div>
      <ProblemList problems={draft.problems} placed />
      {side === "visual" && <Visual draft={draft} />}
      {side === "text" && <Written label={t("side.text")} value={draft.text} onChange={draft.changeText} lines={8} />}
      {side === "json" && <Written label={t("side.json")} value={draft.json} onChange={draft.changeJson} lines={24} />}
    </div>
  );
}

function Written({ label, value, onChange, lines }: { label: string; value: string; onChange: (value: string) => void; lines: number }) {
  return (
    <Input.TextArea
      className={styles.written}
      aria-label={label}
      autoSize={{ minRows: lines, maxRows: 40 }}
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Visual({ draft }: { draft: SchemeDraft }) {
  const { t } = useTranslation("schemes");
  const { definition, change, problems } = draft;
  const { data: meta } = useMeta();
  const stages = useMemo(() => meta?.stages ?? [], [meta]);
  return (
    <>
      <Panel title={t("ladder.title")} about={t(`ladder.${definition.ladder.kind}`)}>
        <LadderView definition={definition} change={change} problems={problems} />
        <Problems problems={problems} path="ladder" />
      </Panel>
      <Panel title={t("tiers.title")} about={t("tiers.about")}>
        <TiersEditor tiers={definition.tiers} onChange={(tiers) => change({ ...definition, tiers })} />
        <Problems problems={problems} path="tiers" />
      </Panel>
      <Panel title={t("policy.title")} about={t("policy.about")}>
        <PolicyEditor policy={definition.policy} tiers={definition.tiers} onChange={(policy) => change({ ...definition, policy })} />
        <Problems problems={problems} path="policy" />
      </Panel>
      <Folded title={t("stages.title")} about={t("stages.about")}>
        <RuleLadderEditor
          ladder={definition.stages}
          onChange={(next) => change({ ...definition, stages: next })}
          outcomes={stages}
          outcome="stage"
          path="stages"
          problems={problems}
        />
      </Folded>
    </>
  );
}

type LadderViewProps = { definition: Definition; change: (definition: Definition) => void; problems: SchemeDraft["problems"] };

function LadderView({ definition, change, problems }: LadderViewProps) {
  const { ladder, tiers } = definition;
  const named = useNamedTiers(tiers);
  if (ladder.kind === "rules") {
    return (
      <RuleLadderEditor ladder={ladder} onChange={(next) => change(withLadder(definition, next))} outcomes={named} outcome="tier" path="ladder" problems={problems} />
    );
  }
  return (
    <>
      <ScoreEditor ladder={ladder} tiers={tiers} onChange={(next) => change(withLadder(definition, next))} problems={problems} />
      {ladder.kind === "rfmx" && (
        <Adjustments adjustments={ladder.adjustments} onChange={(adjustments) => change(withLadder(definition, { ...ladder, adjustments }))} problems={problems} />
      )}
    </>
  );
}

const useNamedTiers = (tiers: Tier[]) => {
  const spoken = spokenNow();
  return useMemo(() => tiers.map(({ id, name }) => ({ id, name: name[spoken] })), [tiers, spoken]);
};

type AdjustmentsProps = { adjustments: Adjustment[]; onChange: (adjustments: Adjustment[]) => void; problems: SchemeDraft["problems"] };

/** Conditions that add points or take them off. */
function Adjustments({ adjustments, onChange, problems }: AdjustmentsProps) {
  const { t } = useTranslation("schemes");
  const spoken = spokenNow();
  return (
    <>
      <h3>{t("score.adjustments")}</h3>
      <ul className={styles.rules}>
        {adjustments.map((one, place) => (
          <li key={one.id} className={styles.rule}>
            <div className={styles.ruleHead}>
              <strong>{one.name[spoken]}</strong>
              <InputNumber size="small" className={styles.points} aria-label={t("score.addOf", { name: one.name[spoken] })} min={-100} max={100} precision={0} value={one.add} onChange={(add) => onChange(withEntry(adjustments, place, { ...one, add: add ?? 0 }))} />
            </div>
            <RuleCondition when={one.when} onChange={(when) => onChange(withEntry(adjustments, place, { ...one, when }))} />
            <Problems problems={problems} path={`ladder.adjustments[${place}]`} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Folded({ title, about, children }: { title: string; about: string; children: React.ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.folded} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>{title}</strong> <span className={styles.quiet}>{about}</span>
      </summary>
      {open && <div className={styles.unfolded}>{children}</div>}
    </details>
  );
}
