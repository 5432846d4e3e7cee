import { Button, Form, Input } from "antd";

import { showInForm } from "@/kit/formProblem";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { useChangePassword } from "@/session/password";

type Fields = { old: string; new: string; again: string };

/** Old password, new password twice. What the password policy says appears beside the new one. */
export function PasswordForm({ onDone }: { onDone?: () => void }) {
  const { t } = useTranslation("login");
  const [form] = Form.useForm<Fields>();
  const change = useChangePassword();
  const tell = useTell();

  const send = ({ old, new: fresh }: Fields) =>
    change.mutate(
      { old, new: fresh },
      {
        onSuccess: () => {
          form.resetFields();
          tell.done(t("passwordChanged"));
          onDone?.();
        },
        onError: (error) => showInForm(form, error) || tell.failed(error),
      },
    );
  return (
    <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={send}>
      <Form.Item name="old" label={t("oldPassword")} rules={[{ required: true, message: t("passwordMissing") }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="new"
        label={t("newPassword")}
        extra={t("passwordRule")}
        rules={[{ required: true, min: 12, message: t("passwordShort") }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("again")}
        dependencies={["new"]}
        rules={[
          { required: true, message: t("againMissing") },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value === getFieldValue("new") ? Promise.resolve() : Promise.reject(new Error(t("againDiffers"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t("changePassword")}
      </Button>
    </Form>
  );
}
