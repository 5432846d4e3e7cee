import { Button, Drawer, Form, Input, InputNumber, Select, Switch } from "antd";

import { Problem } from "@/api/problem";
import { useSettled } from "@/condition/useSettled";
import { useTranslation } from "@/locale/texts";
import { PredicateInput } from "@/predicate/PredicateInput";
import { isOwn, NO_DRAFT, OTHERWISE, withRule, type Draft, type RuleParts } from "@/rooms/settings/rules/draft";
import { useRulePreview, type TaskRules } from "@/rooms/settings/rules/queries";
import { Sizes } from "@/rooms/settings/rules/Sizes";
import styles from "@/rooms/settings/Settings.module.css";
import { usePhone } from "@/theme/usePhone";

const LONGEST_TITLE = 200;
const LONGEST_NAME = 60;
const MOST_DAYS = 365;
const PER_CENT = 100;
const TYPING_MS = 400;

type RuleDrawerProps = {
  answer: TaskRules;
  id: string;
  parts: RuleParts;
  onKeep: (parts: RuleParts) => void;
  onClose: () => void;
};

/** One rule: its condition, held against the customers while it is written, its title, its days and its chances. */
export function RuleDrawer({ answer, id, parts, onKeep, onClose }: RuleDrawerProps) {
  const { t } = useTranslation("rules");
  const phone = usePhone();
  const [form] = Form.useForm<RuleParts>();
  const written: RuleParts = { ...parts, ...Form.useWatch([], form) };
  const draft = withRule(answer, NO_DRAFT, id, withChances(written));
  const { problem, complete, preview } = useTried(draft, answer.version, written);
  const own = isOwn(id);
  const known = answer.rules.find((rule) => rule.id === id);
  return (
    <Drawer
      open
      size={phone ? "100%" : 720}
      title={known ? t("editOne", { name: known.name }) : t("add")}
      onClose={onClose}
      footer={
        <div className={styles.row}>
          <Button type="primary" disabled={!complete || problem !== null} onClick={form.submit}>
            {t("take")}
          </Button>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <span className={styles.faint}>{t("takeAbout")}</span>
        </div>
      }
    >
      <Form form={form} layout="vertical" requiredMark={false} initialValues={parts} onFinish={(kept) => onKeep(withChances({ ...parts, ...kept }))}>
        {own && <OwnParts answer={answer} />}
        <Form.Item name="when" label={t("condition")} extra={t(own || known?.events.length ? "conditionOfEvents" : "conditionBegins")} validateStatus={problem ? "error" : undefined}>
          <ConditionInput answer={answer} label={t("condition")} invalid={problem !== null} />
        </Form.Item>
        <div aria-live="polite">{problem ? <Refusal problem={problem} /> : preview && <Sizes sizes={preview.sizes} />}</div>
        <Form.Item name={["title", "zh"]} label={t("titleZh")} extra={t("titleWords", { words: answer.words.title_words.map(({ id: word, name }) => `{${word}} ${name}`).join(" · ") })}>
          <Input.TextArea autoSize maxLength={LONGEST_TITLE} />
        </Form.Item>
        <Form.Item name={["title", "en"]} label={t("titleEn")}>
          <Input.TextArea autoSize maxLength={LONGEST_TITLE} />
        </Form.Item>
        <Form.Item name="due_days" label={t("dueDays")} extra={t("dueAbout")}>
          <InputNumber min={0} max={MOST_DAYS} precision={0} />
        </Form.Item>
        <Chances answer={answer} />
      </Form>
    </Drawer>
  );
}

/** What a rule of one's own needs besides: its names, what sets it off, what is at stake. */
function OwnParts({ answer }: { answer: TaskRules }) {
  const { t } = useTranslation("rules");
  const choices = (named: { id: string; name: string }[]) => named.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <Form.Item name={["name", "zh"]} label={t("nameZh")}>
        <Input maxLength={LONGEST_NAME} />
      </Form.Item>
      <Form.Item name={["name", "en"]} label={t("nameEn")}>
        <Input maxLength={LONGEST_NAME} />
      </Form.Item>
      <Form.Item name="events" label={t("eventsLabel")} extra={t("eventsAbout")}>
        <Select mode="multiple" options={choices(answer.words.events)} />
      </Form.Item>
      <Form.Item name="stake" label={t("stake")}>
        <Select options={choices(answer.words.stakes)} />
      </Form.Item>
      <Form.Item name="lasts" label={t("lasts")} valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  );
}

type ConditionInputProps = { answer: TaskRules; label: string; invalid: boolean; value?: string; onChange?: (text: string) => void };

function ConditionInput({ answer, label, invalid, value = "", onChange = () => undefined }: ConditionInputProps) {
  return <PredicateInput value={value} onChange={onChange} label={label} invalid={invalid} more={answer.words.fields} />;
}

function Chances({ answer }: { answer: TaskRules }) {
  const { t } = useTranslation("rules");
  const tiers = [...answer.words.tiers, { id: OTHERWISE, name: t("otherTiers") }];
  return (
    <fieldset className={styles.fieldset}>
      <legend>{t("chances")}</legend>
      <p className={styles.faint}>{t("chancesAbout")}</p>
      <div className={styles.row}>
        {tiers.map(({ id, name }) => (
          <Form.Item key={id} name={["chances", id]} label={name} getValueProps={(share?: string) => ({ value: share === undefined ? null : Number(share) * PER_CENT })} normalize={(share: number | null) => (share === null ? undefined : String(Number((share / PER_CENT).toFixed(4))))}>
            <InputNumber min={0} max={PER_CENT} precision={2} suffix="%" />
          </Form.Item>
        ))}
      </div>
    </fieldset>
  );
}

export function Refusal({ problem }: { problem: Problem }) {
  return (
    <p role="alert" className={styles.refusal}>
      {problem.message} {problem.nextStep}
    </p>
  );
}

/** What the server says of a draft once the typing rests. */
function useTried(draft: Draft, version: number, written: RuleParts) {
  const settled = useSettled(JSON.stringify(draft), TYPING_MS);
  const named = [written.name, written.title].every(({ zh, en }) => zh.trim() !== "" && en.trim() !== "");
  const complete = named && written.when.trim() !== "";
  const { data, error, isPlaceholderData } = useRulePreview(JSON.parse(settled) as Draft, version, complete);
  const current = complete && settled === JSON.stringify(draft);
  return { complete: current && !isPlaceholderData, problem: current && error instanceof Problem ? error : null, preview: complete ? data : undefined };
}

/** Without the chances that were left empty. */
function withChances(parts: RuleParts): RuleParts {
  return { ...parts, chances: Object.fromEntries(Object.entries(parts.chances).filter(([, chance]) => typeof chance === "string")) };
}
