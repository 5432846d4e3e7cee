import { DatePicker, Form, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { FormSheet } from "@/kit/FormSheet";
import { showInForm } from "@/kit/formProblem";
import { today } from "@/kit/today";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { type Handed, useColleagues, useHandOver } from "@/rooms/workbench/queries";
import styles from "@/rooms/workbench/Work.module.css";

type HandOverSheetProps = {
  /** Some tasks by whose they are, or all of one manager. */
  handed: Handed[];
  about: string;
  onClose: () => void;
  onDone: () => void;
};

type Fields = { to: string; until?: Dayjs; note?: string };

/** Gives tasks to somebody else: for good, or until a day on which they go back. */
export function HandOverSheet({ handed, about, onClose, onDone }: HandOverSheetProps) {
  const { t } = useTranslation("work");
  const [form] = Form.useForm<Fields>();
  const tell = useTell();
  const { data: colleagues } = useColleagues();
  const hand = useHandOver();
  const others = (colleagues ?? []).filter((name) => handed.some(({ from }) => from !== name));
  const send = ({ to, until, note = "" }: Fields) =>
    hand.mutate(
      { handed, to, note: note.trim(), until: until?.format("YYYY-MM-DD") },
      {
        onSuccess: () => {
          tell.done(t("handOver.done", { to }));
          onDone();
        },
        onError: (error) => showInForm(form, error) || tell.failed(error),
      },
    );
  return (
    <FormSheet title={t("handOver.title")} okText={t("handOver.button")} busy={hand.isPending} onOk={form.submit} onClose={onClose}>
      <p className={styles.about}>{about}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={send}>
        <Form.Item name="to" label={t("handOver.to")} rules={[{ required: true, message: t("handOver.toMissing") }]}>
          <Select showSearch options={others.map((name) => ({ value: name, label: name }))} />
        </Form.Item>
        <Form.Item name="until" label={t("handOver.until")} extra={t("handOver.untilHint")}>
          <DatePicker className={styles.day} minDate={dayjs(today()).add(1, "day")} />
        </Form.Item>
        <Form.Item name="note" label={t("noteLabel")}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 1, maxRows: 6 }} />
        </Form.Item>
      </Form>
    </FormSheet>
  );
}
