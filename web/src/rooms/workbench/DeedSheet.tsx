import { DatePicker, Form, Input } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { FormSheet } from "@/kit/FormSheet";
import { showInForm } from "@/kit/formProblem";
import { today } from "@/kit/today";
import { useTell } from "@/kit/useTell";
import type { Task } from "@/live/shapes";
import { useTranslation } from "@/locale/texts";
import { type Deed, useDeed } from "@/rooms/workbench/queries";
import styles from "@/rooms/workbench/Work.module.css";

export type Chosen = { task: Task; deed: Deed };

type Fields = { note?: string; until?: Dayjs };

const MOST_DAYS_LATER = 90;
const LONGEST_NOTE = 1000;

/** Says what became of a task: a note for whoever reads the customer's page next, and when to come back to it. */
export function DeedSheet({ task, deed, onClose, onDone }: Chosen & { onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation("work");
  const [form] = Form.useForm<Fields>();
  const tell = useTell();
  const say = useDeed(task, deed);
  const send = ({ note = "", until }: Fields) =>
    say.mutate(
      { note: note.trim(), until: until?.format("YYYY-MM-DD") },
      {
        onSuccess: () => {
          tell.done(t(`told.${deed}`));
          onDone();
        },
        onError: (error) => showInForm(form, error) || tell.failed(error),
      },
    );
  return (
    <FormSheet title={`${t(`deed.${deed}`)} · ${task.customer.name}`} okText={t("save")} busy={say.isPending} onOk={form.submit} onClose={onClose}>
      <p className={styles.about}>{task.title}</p>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ note: "" }} onFinish={send}>
        {deed !== "done" && <Until required={deed === "postpone"} />}
        <Form.Item name="note" label={t("noteLabel")} extra={t("noteHint")} rules={noteRules(deed, t("noteMissing"))}>
          <Input.TextArea autoFocus maxLength={LONGEST_NOTE} autoSize={{ minRows: 2, maxRows: 8 }} />
        </Form.Item>
      </Form>
    </FormSheet>
  );
}

/** Why something is put off must be said; that it is done speaks for itself. */
const noteRules = (deed: Deed, message: string) => (deed === "postpone" ? [{ required: true, whitespace: true, message }] : []);

function Until({ required }: { required: boolean }) {
  const { t } = useTranslation("work");
  const first = dayjs(today()).add(1, "day");
  return (
    <Form.Item name="until" label={t("until")} rules={required ? [{ required: true, message: t("untilMissing") }] : []}>
      <DatePicker
        className={styles.day}
        minDate={first}
        maxDate={first.add(MOST_DAYS_LATER, "day")}
        presets={[
          { label: t("presets.tomorrow"), value: first },
          { label: t("presets.threeDays"), value: first.add(2, "day") },
          { label: t("presets.week"), value: first.add(6, "day") },
        ]}
      />
    </Form.Item>
  );
}
