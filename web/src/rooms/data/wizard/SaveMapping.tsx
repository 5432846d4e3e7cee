import { Button, Form, Input, Popover } from "antd";
import { useState } from "react";

import { showInForm } from "@/kit/formProblem";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { useSaveMapping } from "@/rooms/data/queries";
import type { Mapping } from "@/rooms/data/wizard/mapping";

/** Keeps the mapping under a name, for later files and for sources on a schedule. */
export function SaveMapping({ mapping }: { mapping: Mapping }) {
  const { t } = useTranslation("data");
  const [open, setOpen] = useState(false);
  const tell = useTell();
  const save = useSaveMapping();
  const [form] = Form.useForm<{ name: string }>();
  const keep = ({ name }: { name: string }) =>
    save.mutate(
      { name, mapping },
      {
        onSuccess: () => {
          tell.done(t("wizard.mappingSaved", { name }));
          setOpen(false);
        },
        onError: (error) => {
          if (!showInForm(form, error)) tell.failed(error);
        },
      },
    );
  const content = (
    <Form form={form} layout="inline" requiredMark={false} onFinish={keep}>
      <Form.Item name="name" label={t("wizard.mappingName")} rules={[{ required: true, whitespace: true, message: t("sources.needed") }]}>
        <Input autoFocus maxLength={80} />
      </Form.Item>
      <Button htmlType="submit" type="primary" loading={save.isPending}>
        {t("wizard.save")}
      </Button>
    </Form>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" arrow={false} destroyOnHidden content={content}>
      <Button>{t("wizard.saveMapping")}</Button>
    </Popover>
  );
}
