import { DatePicker, Form, Input } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { FormSheet } from "@/kit/FormSheet";
import { today } from "@/kit/today";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/reviews/Reviews.module.css";

type NoteSheetProps = {
  decision: "confirm" | "postpone";
  count: number;
  busy: boolean;
  onSend: (fields: { note: string; until?: string }) => void;
  onClose: () => void;
};

type Fields = { note?: string; until?: Dayjs };

const LONGEST_NOTE = 1000;

/** What a decision says to whoever reads it later, and for a later look the day of it. */
export function NoteSheet({ decision, count, busy, onSend, onClose }: NoteSheetProps) {
  const { t } = useTranslation("reviews");
  const [form] = Form.useForm<Fields>();
  const later = decision === "postpone";
  const send = ({ note = "", until }: Fields) => onSend({ note: note.trim(), ...(until && { until: until.format("YYYY-MM-DD") }) });
  return (
    <FormSheet title={t(`decision.${decision}`)} okText={t(`decision.${decision}`)} busy={busy} onOk={form.submit} onClose={onClose}>
      <p className={styles.about}>{t(`about_${decision}`, { count })}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={send}>
        {later && (
          <Form.Item name="until" label={t("until")} rules={[{ required: true, message: t("untilMissing") }]}>
            <DatePicker className={styles.wide} minDate={dayjs(today()).add(1, "day")} />
          </Form.Item>
        )}
        <Form.Item name="note" label={t("note")} rules={later ? [{ required: true, whitespace: true, message: t("noteMissing") }] : []}>
          <Input.TextArea autoFocus maxLength={LONGEST_NOTE} autoSize={{ minRows: 2, maxRows: 8 }} />
        </Form.Item>
      </Form>
    </FormSheet>
  );
}
