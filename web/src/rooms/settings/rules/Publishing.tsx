import { Button, Form, Input } from "antd";

import { Problem } from "@/api/problem";
import { useSettled } from "@/condition/useSettled";
import { Panel } from "@/kit/Panel";
import { showInForm } from "@/kit/formProblem";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { Differences } from "@/rooms/settings/rules/Differences";
import { isEmpty, type Draft } from "@/rooms/settings/rules/draft";
import { usePublishRules, useRulePreview, type TaskRules } from "@/rooms/settings/rules/queries";
import { Refusal } from "@/rooms/settings/rules/RuleDrawer";
import { Sizes } from "@/rooms/settings/rules/Sizes";
import styles from "@/rooms/settings/Settings.module.css";

const CLICKING_MS = 200;

/** What has been changed, what that would ask for, and the button that puts it in force, with the reason. */
export function Publishing({ answer, draft, onDiscard }: { answer: TaskRules; draft: Draft; onDiscard: () => void }) {
  const { t } = useTranslation("rules");
  const [form] = Form.useForm<{ note: string }>();
  const tell = useTell();
  const publish = usePublishRules();
  const settled = JSON.parse(useSettled(JSON.stringify(draft), CLICKING_MS)) as Draft;
  const { data, error } = useRulePreview(settled, answer.version, !isEmpty(settled));
  if (isEmpty(draft)) return null;
  const problem = error instanceof Problem ? error : null;
  const send = ({ note }: { note: string }) =>
    publish.mutate(
      { ...draft, note: note.trim(), expected_version: answer.version },
      {
        onSuccess: (kept) => tell.done(t("published", { version: kept.version })),
        onError: (refusal) => showInForm(form, refusal) || tell.failed(refusal),
      },
    );
  return (
    <Panel title={t("toPublish")}>
      <div aria-live="polite">
        {problem ? <Refusal problem={problem} /> : data && <Differences changes={data.changes} />}
        {!problem && data && <Sizes sizes={data.sizes} />}
      </div>
      <Form form={form} aria-label={t("toPublish")} layout="vertical" requiredMark={false} initialValues={{ note: "" }} onFinish={send}>
        <Form.Item name="note" label={t("note")} rules={[{ required: true, whitespace: true, message: t("noteNeeded") }]}>
          <Input maxLength={1000} />
        </Form.Item>
        <span className={styles.row}>
          <Button type="primary" htmlType="submit" loading={publish.isPending} disabled={problem !== null}>
            {t("publish")}
          </Button>
          <Button onClick={onDiscard}>{t("discard")}</Button>
        </span>
      </Form>
    </Panel>
  );
}
