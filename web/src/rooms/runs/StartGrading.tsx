import { Button, DatePicker, Form, Modal } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useNavigate } from "react-router";

import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { useStartGrading } from "@/rooms/runs/queries";

/** Starts a grading, as of today or of a past day. */
export function StartGrading() {
  const { t } = useTranslation("runs");
  const [open, setOpen] = useState(false);
  const [day, setDay] = useState<Dayjs | null>(null);
  const start = useStartGrading();
  const navigate = useNavigate();
  const tell = useTell();
  const begin = () =>
    start.mutate(day?.format("YYYY-MM-DD"), {
      onSuccess: ({ run }) => void navigate(`/runs/${run.id}`),
      onError: tell.failed,
    });
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t("grade.start")}
      </Button>
      <Modal open={open} title={t("grade.start")} okText={t("grade.go")} confirmLoading={start.isPending} onOk={begin} onCancel={() => setOpen(false)}>
        <Form layout="vertical">
          <p style={{ marginBottom: 12 }}>{t("grade.text")}</p>
          <Form.Item label={t("grade.day")} htmlFor="grading-day" extra={t("grade.dayHint")}>
            <DatePicker id="grading-day" value={day} onChange={setDay} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
