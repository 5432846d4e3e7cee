import { Button, Form, Select } from "antd";
import { useState } from "react";

import { FormSheet } from "@/kit/FormSheet";
import { showInForm } from "@/kit/formProblem";
import { useTell } from "@/kit/useTell";
import type { Review } from "@/live/shapes";
import { useTranslation } from "@/locale/texts";
import { useAssign, useReviewers } from "@/rooms/reviews/queries";

/** Gives a review to somebody else who may decide. */
export function AssignButton({ item }: { item: Review }) {
  const { t } = useTranslation("reviews");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("assign")}</Button>
      {open && <AssignSheet item={item} onClose={() => setOpen(false)} />}
    </>
  );
}

function AssignSheet({ item, onClose }: { item: Review; onClose: () => void }) {
  const { t } = useTranslation("reviews");
  const [form] = Form.useForm<{ to: string }>();
  const tell = useTell();
  const assign = useAssign(item.id);
  const { data: reviewers, isPending } = useReviewers(item.id);
  const send = ({ to }: { to: string }) =>
    assign.mutate(to, {
      onSuccess: () => {
        tell.done(t("assignedTo", { to }));
        onClose();
      },
      onError: (error) => showInForm(form, error) || tell.failed(error),
    });
  return (
    <FormSheet title={t("assign")} okText={t("assign")} busy={assign.isPending} onOk={form.submit} onClose={onClose}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={send}>
        <Form.Item name="to" label={t("assignTo")} rules={[{ required: true, message: t("assignMissing") }]}>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            loading={isPending}
            options={(reviewers ?? []).map(({ id, name }) => ({ value: id, label: name === id ? id : `${name} · ${id}` }))}
          />
        </Form.Item>
      </Form>
    </FormSheet>
  );
}
