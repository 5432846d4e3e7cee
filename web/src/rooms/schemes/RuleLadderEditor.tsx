import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useEffect, useMemo, useRef } from "react";

import type { Named } from "@/api/shapes";
import { ConditionEditor } from "@/condition/ConditionEditor";
import { canonical } from "@/condition/tree";
import { useCondition } from "@/condition/useCondition";
import { useTranslation } from "@/locale/texts";
import { moved, withEntry, type Condition, type Rule, type RuleLadder } from "@/rooms/schemes/definition";
import { Problems } from "@/rooms/schemes/Problems";
import type { SchemeProblem } from "@/rooms/schemes/queries";
import styles from "@/rooms/schemes/Schemes.module.css";

type RuleLadderEditorProps<Ladder extends RuleLadder> = {
  ladder: Ladder;
  onChange: (ladder: Ladder) => void;
  /** What the rules give: tiers or stages. */
  outcomes: Named[];
  outcome: "tier" | "stage";
  /** The path of this ladder in the scheme, for problems to be shown beside their rule. */
  path: string;
  problems: SchemeProblem[];
};

/** Ordered rules, each giving an outcome where its condition holds; the first that holds decides. */
export function RuleLadderEditor<Ladder extends RuleLadder>(props: RuleLadderEditorProps<Ladder>) {
  const { ladder, onChange, outcomes, outcome, path, problems } = props;
  const { t } = useTranslation("schemes");
  const withRules = (rules: Rule[]) => onChange({ ...ladder, rules });
  return (
    <ol className={styles.rules}>
      {ladder.rules.map((rule, place) => (
        // A rule has no name of its own: its place and what it gives tell it apart well enough.
        <li key={`${place} ${ladder.rules.length}`} className={styles.rule}>
          <RuleHead
            rule={rule}
            place={place}
            last={ladder.rules.length - 1}
            outcomes={outcomes}
            outcome={outcome}
            onChange={(next) => withRules(withEntry(ladder.rules, place, next))}
            onMove={(to) => withRules(moved(ladder.rules, place, to))}
          />
          <RuleCondition when={rule.when} onChange={(when) => withRules(withEntry(ladder.rules, place, { ...rule, when }))} />
          <Problems problems={problems} path={`${path}.rules[${place}]`} />
        </li>
      ))}
      <li className={styles.otherwise}>
        <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => withRules([...ladder.rules, newRule(outcome, outcomes)])}>
          {t("rule.add")}
        </Button>
        <span>{t("rule.otherwise")}</span>
        <Select
          size="small"
          className={styles.outcome}
          aria-label={t("rule.otherwise")}
          value={ladder.otherwise}
          options={outcomes.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(otherwise: string) => onChange({ ...ladder, otherwise })}
        />
      </li>
    </ol>
  );
}

const newRule = (outcome: "tier" | "stage", outcomes: Named[]): Rule => ({
  [outcome]: outcomes[0]?.id,
  when: { field: "spend_365d", op: ">=", value: 10_000 },
});

type RuleHeadProps = {
  rule: Rule;
  place: number;
  last: number;
  outcomes: Named[];
  outcome: "tier" | "stage";
  onChange: (rule: Rule | null) => void;
  onMove: (to: number) => void;
};

function RuleHead({ rule, place, last, outcomes, outcome, onChange, onMove }: RuleHeadProps) {
  const { t } = useTranslation("schemes");
  return (
    <div className={styles.ruleHead}>
      <span className={styles.place}>{place + 1}</span>
      <span>{place === 0 ? t("rule.first") : t("rule.else")}</span>
      <Select
        size="small"
        className={styles.outcome}
        aria-label={t("rule.gives")}
        value={rule[outcome]}
        options={outcomes.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(gives: string) => onChange({ ...rule, [outcome]: gives })}
      />
      <span className={styles.grow} />
      <Button size="small" type="text" icon={<ArrowUpOutlined />} aria-label={t("rule.up")} disabled={place === 0} onClick={() => onMove(place - 1)} />
      <Button size="small" type="text" icon={<ArrowDownOutlined />} aria-label={t("rule.down")} disabled={place === last} onClick={() => onMove(place + 1)} />
      <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t("rule.remove")} onClick={() => onChange(null)} />
    </div>
  );
}

type RuleConditionProps = { when: Condition | string; onChange: (when: Condition) => void };

/** The condition of one rule. It follows the scheme where that was changed elsewhere, in the text or the JSON. */
export function RuleCondition({ when, onChange }: RuleConditionProps) {
  const given = useMemo(() => canonical(when), [when]);
  return <KeyedCondition given={given} onChange={onChange} />;
}

function KeyedCondition({ given, onChange }: { given: string; onChange: (when: Condition) => void }) {
  const { t } = useTranslation("schemes");
  const condition = useCondition("", { tags: false });
  const known = useRef("");
  const { adopt, checked } = condition;

  useEffect(() => {
    if (given === known.current) return;
    known.current = given;
    adopt(JSON.parse(given) as Condition | string);
  }, [given, adopt]);

  useEffect(() => {
    const read = checked?.valid ? canonical(checked.json) : undefined;
    if (read === undefined || read === known.current) return;
    known.current = read;
    onChange(checked?.json as Condition);
    // oxlint-disable-next-line react/exhaustive-deps -- told once for each reading, not whenever the parent renders
  }, [checked]);

  return <ConditionEditor condition={condition} tags={false} compact label={t("rule.condition")} />;
}
