import { Button, Form, Input, Select, Switch } from "antd";

import { useSettled } from "@/condition/useSettled";
import { FormSheet } from "@/kit/FormSheet";
import { showInForm } from "@/kit/formProblem";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { type Schedule, type ScheduleDraft, useCron, useKeepSchedule, useScheduleKinds } from "@/rooms/settings/schedules/queries";
import styles from "@/rooms/settings/Settings.module.css";

/** Often wanted, as places to begin. */
const EXAMPLES = { daily: "10 0 * * *", weekly: "0 3 * * 1", monthly: "0 2 1 * *" } as const;

const TYPING_MS = 300;

/** Adds a schedule or changes one; says in plain words what the five fields mean, and when that is next. */
export function ScheduleForm({ known, onClose }: { known: Schedule | null; onClose: () => void }) {
  const { t } = useTranslation("schedules");
  const [form] = Form.useForm<ScheduleDraft>();
  const tell = useTell();
  const keep = useKeepSchedule(known);
  const { data: kinds } = useScheduleKinds();
  const send = (draft: ScheduleDraft) =>
    keep.mutate(
      { ...draft, zone: draft.zone?.trim() ?? "" },
      {
        onSuccess: () => {
          tell.done(t("saved"));
          onClose();
        },
        onError: (error) => showInForm(form, error) || tell.failed(error),
      },
    );
  const start = known
    ? { kind: known.kind.id, cron: known.cron, zone: known.own_zone ? known.zone : "", on: known.on, catch_up: known.catch_up }
    : { kind: "regrade", cron: EXAMPLES.monthly, zone: "", on: true, catch_up: true };
  return (
    <FormSheet title={t(known ? "editTitle" : "add")} okText={t("save")} busy={keep.isPending} onOk={form.submit} onClose={onClose}>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={start} onFinish={send}>
        <Form.Item name="kind" label={t("kind")}>
          <Select options={(kinds ?? []).map(({ id, name, meaning }) => ({ value: id, label: name, title: meaning }))} />
        </Form.Item>
        <Form.Item name="cron" label={t("cron")} extra={<Meaning onExample={(cron) => form.setFieldValue("cron", cron)} />} rules={[{ required: true, message: t("cronMissing") }]}>
          <Input autoComplete="off" spellCheck={false} maxLength={120} />
        </Form.Item>
        <Form.Item name="zone" label={t("zone")} extra={t("zoneHint")}>
          <Input autoComplete="off" spellCheck={false} maxLength={64} placeholder="Asia/Shanghai" />
        </Form.Item>
        <Form.Item name="catch_up" label={t("catchUp")} extra={t("catchUpHint")} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="on" label={t("on")} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </FormSheet>
  );
}

function Meaning({ onExample }: { onExample: (cron: string) => void }) {
  const { t } = useTranslation("schedules");
  const formats = useFormats();
  const written = Form.useWatch<string | undefined>("cron") ?? "";
  const { data, error } = useCron(useSettled(written, TYPING_MS));
  return (
    <span className={styles.stack}>
      <span className={styles.row}>
        {(Object.keys(EXAMPLES) as (keyof typeof EXAMPLES)[]).map((example) => (
          <Button key={example} size="small" onClick={() => onExample(EXAMPLES[example])}>
            {t(`example.${example}`)}
          </Button>
        ))}
      </span>
      <span aria-live="polite">
        {error ? <span role="alert">{error.message}</span> : data && `${data.words} · ${t("upcoming")} ${data.upcoming.map(formats.moment).join(", ")}`}
      </span>
    </span>
  );
}
