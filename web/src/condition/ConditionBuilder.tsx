import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Segmented, Select } from "antd";
import { useMemo } from "react";

import styles from "@/condition/Condition.module.css";
import {
  ALWAYS,
  changed,
  emptyAtom,
  emptyGroup,
  isFinished,
  isShare,
  operatorsOf,
  TAG,
  UNVALUED,
  withField,
  withOperator,
  type Atom,
  type Group,
  type Join,
  type Part,
} from "@/condition/tree";
import { useConditionWords, type ConditionWords, type FieldWord } from "@/condition/words";
import { useTranslation } from "@/locale/texts";

type ConditionBuilderProps = {
  tree: Group;
  onChange: (tree: Group) => void;
  /** Whether parts may ask for tags and for results of the grading; schemes read features only. */
  tags?: boolean;
};

/** A condition built of parts: groups of “all of” and “any of”, each part a field, a comparison, a value. */
export function ConditionBuilder({ tree, onChange, tags = true }: ConditionBuilderProps) {
  const words = useConditionWords(tags);
  const change = (key: string, edit: (part: Part) => Part | null) => onChange(changed(tree, key, edit));
  return <GroupView group={tree} words={words} change={change} outermost />;
}

type Change = (key: string, edit: (part: Part) => Part | null) => void;
type GroupViewProps = { group: Group; words: ConditionWords; change: Change; outermost?: boolean };

function GroupView({ group, words, change, outermost = false }: GroupViewProps) {
  const { t } = useTranslation("condition");
  const add = (part: Part) => change(group.key, (now) => ({ ...(now as Group), parts: [...(now as Group).parts, part] }));
  return (
    <div className={outermost ? styles.root : styles.group} role="group" aria-label={t("group")}>
      <div className={styles.groupHead}>
        <Segmented<Join>
          size="small"
          aria-label={t("join")}
          value={group.join}
          options={[
            { value: "all", label: t("all") },
            { value: "any", label: t("any") },
          ]}
          onChange={(join) => change(group.key, (now) => ({ ...(now as Group), join }))}
        />
        <Segmented<"is" | "not">
          size="small"
          aria-label={t("negation")}
          value={group.not ? "not" : "is"}
          options={[
            { value: "is", label: t("holds") },
            { value: "not", label: t("not") },
          ]}
          onChange={(value) => change(group.key, (now) => ({ ...(now as Group), not: value === "not" }))}
        />
        <span className={styles.grow} />
        {!outermost && <Remove label={t("removeGroup")} onClick={() => change(group.key, () => null)} />}
      </div>
      {group.parts.map((part) =>
        part.kind === "group" ? (
          <GroupView key={part.key} group={part} words={words} change={change} />
        ) : (
          <AtomView key={part.key} atom={part} words={words} change={change} />
        ),
      )}
      <div className={styles.adders}>
        <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => add(emptyAtom())}>
          {t("add")}
        </Button>
        <Button size="small" type="text" icon={<PlusOutlined />} onClick={() => add({ ...emptyGroup("any"), parts: [emptyAtom()] })}>
          {t("addGroup")}
        </Button>
      </div>
    </div>
  );
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return <Button size="small" type="text" icon={<CloseOutlined />} aria-label={label} title={label} onClick={onClick} />;
}

type AtomViewProps = { atom: Atom; words: ConditionWords; change: Change };

function AtomView({ atom, words, change }: AtomViewProps) {
  const { t } = useTranslation("condition");
  const field = words.fieldOf(atom.field);
  const edit = (next: Atom) => change(atom.key, () => next);
  const operators = operatorsOf(atom.field, field?.dtype ?? "float", field?.choices.length ?? 0);
  return (
    <div className={`${styles.atom} ${isFinished(atom) ? "" : styles.unfinished}`}>
      <Select
        size="small"
        className={styles.field}
        aria-label={t("field")}
        placeholder={t("field")}
        showSearch={{ optionFilterProp: "search" }}
        popupMatchSelectWidth={320}
        value={atom.field || undefined}
        options={words.options}
        onChange={(chosen: string) => {
          const next = words.fieldOf(chosen);
          edit(withField(atom, chosen, next?.dtype ?? "text", next?.choices.length ?? 0));
        }}
      />
      {atom.field && atom.field !== TAG && atom.field !== ALWAYS && (
        <Select
          size="small"
          className={styles.operator}
          aria-label={t("operator")}
          popupMatchSelectWidth={false}
          value={atom.op}
          options={operators.map((op) => ({ value: op, label: t(`op.${op}` as "op.in") }))}
          onChange={(op: string) => edit(withOperator(atom, op, field?.dtype ?? "float"))}
        />
      )}
      {atom.field && <ValueView atom={atom} field={field} words={words} edit={edit} />}
      <span className={styles.grow} />
      <Remove label={t("remove")} onClick={() => change(atom.key, () => null)} />
    </div>
  );
}

type ValueViewProps = { atom: Atom; field: FieldWord | undefined; words: ConditionWords; edit: (atom: Atom) => void };

function ValueView({ atom, field, words, edit }: ValueViewProps) {
  const { t } = useTranslation("condition");
  const { op, value } = atom;
  const set = (next: Atom["value"]) => edit({ ...atom, value: next });
  if (UNVALUED.includes(op) || atom.field === ALWAYS) return null;
  if (atom.field === TAG) return <TagChoice value={typeof value === "string" ? value : ""} words={words} onChange={set} />;
  if (isShare(value)) return <ShareView value={value} words={words} onChange={set} />;
  if (typeof value === "boolean") {
    const options = [true, false].map((choice) => ({ value: choice, label: t(choice ? "yes" : "no") }));
    return <Select size="small" className={styles.short} aria-label={t("value")} value={value} options={options} onChange={set} />;
  }
  if (op === "in") return <Several value={value as string[]} field={field} onChange={set} />;
  if (Array.isArray(value)) {
    const [low = "", high = ""] = value;
    return (
      <span className={styles.between}>
        <Typed label={t("low")} field={field} value={low} onChange={(next) => set([next, high])} />
        <span>{t("and")}</span>
        <Typed label={t("high")} field={field} value={high} onChange={(next) => set([low, next])} />
      </span>
    );
  }
  if (field?.choices.length) {
    const options = field.choices.map((choice) => ({ value: choice.id, label: choice.name }));
    return <Select size="small" className={styles.long} aria-label={t("value")} showSearch={{ optionFilterProp: "label" }} value={value || undefined} options={options} onChange={set} />;
  }
  return <Typed label={t("value")} field={field} value={value} onChange={set} />;
}

type TypedProps = { label: string; field: FieldWord | undefined; value: string; onChange: (value: string) => void };

function Typed({ label, field, value, onChange }: TypedProps) {
  const text = field?.dtype === "text";
  return (
    <Input
      size="small"
      className={text ? styles.long : styles.number}
      aria-label={label}
      type={field?.dtype === "date" ? "date" : "text"}
      inputMode={text ? "text" : "decimal"}
      suffix={<span className={styles.unit}>{text ? "" : field?.unit}</span>}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Several({ value, field, onChange }: { value: string[]; field: FieldWord | undefined; onChange: (value: string[]) => void }) {
  const { t } = useTranslation("condition");
  const choices = field?.choices.map((choice) => ({ value: choice.id, label: choice.name }));
  return (
    <Select
      size="small"
      className={styles.several}
      aria-label={t("values")}
      placeholder={t("values")}
      mode={choices?.length ? "multiple" : "tags"}
      showSearch={{ optionFilterProp: "label" }}
      maxTagCount={4}
      value={value}
      options={choices}
      onChange={onChange}
    />
  );
}

function TagChoice({ value, words, onChange }: { value: string; words: ConditionWords; onChange: (value: string) => void }) {
  const { t } = useTranslation("condition");
  return (
    <Select
      size="small"
      className={styles.several}
      aria-label={t("tag")}
      placeholder={t("tag")}
      showSearch={{ optionFilterProp: "search" }}
      value={value || undefined}
      options={words.tagOptions}
      onChange={onChange}
    />
  );
}

type ShareViewProps = { value: { share: string; by: string | null }; words: ConditionWords; onChange: (value: Atom["value"]) => void };

/** A share as a percentage, of everyone or within groups. */
function ShareView({ value, words, onChange }: ShareViewProps) {
  const { t } = useTranslation("condition");
  const percent = useMemo(() => (value.share === "" ? "" : String(Number((Number(value.share) * 100).toFixed(4)))), [value.share]);
  return (
    <span className={styles.between}>
      <Input
        size="small"
        className={styles.short}
        aria-label={t("share")}
        inputMode="decimal"
        suffix="%"
        value={percent}
        onChange={(event) => {
          const typed = event.target.value.trim();
          const share = typed === "" ? "" : String(Number((Number(typed) / 100).toFixed(6)));
          if (share !== "NaN") onChange({ ...value, share });
        }}
      />
      <Select
        size="small"
        className={styles.by}
        aria-label={t("by")}
        allowClear
        placeholder={t("everyone")}
        value={value.by ?? undefined}
        options={words.groups}
        onChange={(by?: string) => onChange({ ...value, by: by ?? null })}
      />
    </span>
  );
}
