import { Input, Segmented } from "antd";
import { useState } from "react";

import styles from "@/condition/Condition.module.css";
import { ConditionBuilder } from "@/condition/ConditionBuilder";
import { unfinished } from "@/condition/tree";
import type { Condition } from "@/condition/useCondition";
import { useTranslation } from "@/locale/texts";

type ConditionEditorProps = {
  condition: Condition;
  tags?: boolean;
  /** One side at a time, for where there is little room. */
  compact?: boolean;
  label: string;
};

type Side = "tree" | "text";

/** A condition built on one side and written on the other; what is wrong is told under the text, with its place. */
export function ConditionEditor({ condition, tags = true, compact = false, label }: ConditionEditorProps) {
  const { t } = useTranslation("condition");
  const [side, setSide] = useState<Side>("tree");
  const options = (["tree", "text"] as const).map((value) => ({ value, label: t(`side.${value}`) }));
  const tree = <ConditionBuilder tree={condition.tree} onChange={condition.editTree} tags={tags} />;
  const text = <ConditionText condition={condition} label={label} />;
  return (
    <div className={styles.editor}>
      {compact ? (
        <>
          <Segmented<Side> className={styles.switch} size="small" aria-label={t("side.label")} value={side} options={options} onChange={setSide} />
          {side === "tree" ? tree : text}
          {side === "tree" && <Complaint condition={condition} />}
        </>
      ) : (
        <div className={styles.sides}>
          <section aria-label={t("side.tree")}>
            <h3>{t("side.tree")}</h3>
            {tree}
          </section>
          <section aria-label={t("side.text")}>
            <h3>{t("side.text")}</h3>
            {text}
          </section>
        </div>
      )}
      <p className={styles.sentence} aria-live="polite">
        {condition.checked?.sentence ?? (condition.empty ? t("nothing") : " ")}
      </p>
    </div>
  );
}

function ConditionText({ condition, label }: { condition: Condition; label: string }) {
  const { t } = useTranslation("condition");
  const wrong = condition.checked?.valid === false;
  return (
    <>
      <Input.TextArea
        className={styles.text}
        aria-label={label}
        aria-invalid={wrong}
        status={wrong ? "error" : undefined}
        autoSize={{ minRows: 3, maxRows: 12 }}
        spellCheck={false}
        placeholder={t("placeholder")}
        value={condition.text}
        onChange={(event) => condition.editText(event.target.value)}
      />
      <Complaint condition={condition} />
    </>
  );
}

/** Why the condition cannot be read: the words before the place, the place marked, and what to do. */
function Complaint({ condition }: { condition: Condition }) {
  const { t } = useTranslation("condition");
  const problem = condition.checked?.error;
  if (problem) {
    return (
      <div className={styles.problem} role="alert">
        <p>{problem.message}</p>
        {problem.position !== null && <Place text={condition.text} position={problem.position} />}
        {problem.next_step && <p>{problem.next_step}</p>}
      </div>
    );
  }
  if (condition.error) return <p className={styles.problem} role="alert">{condition.error.message}</p>;
  const open = unfinished(condition.tree);
  return open > 0 ? <p className={styles.quiet}>{t("unfinished", { count: open })}</p> : null;
}

const AROUND = 24;

function Place({ text, position }: { text: string; position: number }) {
  const before = text.slice(Math.max(0, position - AROUND), position);
  const at = text.slice(position, position + 1) || " ";
  const after = text.slice(position + 1, position + AROUND);
  return (
    <code className={styles.place}>
      {position > AROUND && "…"}
      {before}
      <mark>{at}</mark>
      {after}
    </code>
  );
}
