import { Form, Input, Modal, Select } from "antd";

import { showInForm } from "@/kit/formProblem";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { addUser, changeUser, useRoles, useWrite, type RoleId, type ScopeIn, type User } from "@/rooms/settings/queries";
import { kindsOf, ScopeFields } from "@/rooms/settings/ScopeFields";

type Fields = { username: string; display_name: string; role: RoleId; scope: ScopeIn };

type UserFormProps = {
  /** Nobody yet, when one is to be added. */
  user: User | null;
  onClose: () => void;
  /** Given the temporary password of a new user. */
  onPassword: (password: string) => void;
};

/** A user to add or to change. A new one gets a temporary password that they must change. */
export function UserForm({ user, onClose, onPassword }: UserFormProps) {
  const { t } = useTranslation("settings");
  const [form] = Form.useForm<Fields>();
  const { send, busy } = useSend(user, form, onClose, onPassword);
  const { data: roles } = useRoles();
  const role = Form.useWatch("role", form);
  const people = roles?.filter((one) => one.id !== "api_client") ?? [];
  const start = user
    ? { username: user.username, display_name: user.display_name, role: user.role.id, scope: { kind: user.scope.kind, values: user.scope.values } }
    : { display_name: "", username: "" };
  return (
    <Modal
      open
      title={user ? t("users.change", { name: user.username }) : t("users.add")}
      okText={t("save")}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form<Fields> form={form} layout="vertical" initialValues={start} onFinish={send}>
        <Form.Item name="username" label={t("users.username")} rules={[{ required: true, message: t("users.usernameMissing") }]}>
          <Input disabled={Boolean(user)} autoComplete="off" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item name="display_name" label={t("users.name")}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label={t("users.role")} extra={people.find((one) => one.id === role)?.meaning} rules={[{ required: true, message: t("users.roleMissing") }]}>
          <Select
            options={people.map((one) => ({ value: one.id, label: one.name }))}
            onChange={(chosen) => form.setFieldValue("scope", { kind: kindsOf(roles, chosen)[0], values: [] })}
          />
        </Form.Item>
        <ScopeFields roleId={role} />
      </Form>
    </Modal>
  );
}

function useSend(user: User | null, form: ReturnType<typeof Form.useForm<Fields>>[0], onClose: () => void, onPassword: (password: string) => void) {
  const { t } = useTranslation("settings");
  const tell = useTell();
  const add = useWrite(addUser, ["users"]);
  const change = useWrite(changeUser, ["users"]);
  const refused = (error: Error) => showInForm(form, error) || tell.failed(error);

  const send = ({ username, display_name, role, scope }: Fields) => {
    const rights = { display_name, role, scope: { kind: scope.kind, values: scope.values ?? [] } };
    if (user) {
      const done = () => (tell.done(t("saved")), onClose());
      return change.mutate({ id: user.id, ...rights }, { onSuccess: done, onError: refused });
    }
    const added = ({ temporary_password }: { temporary_password: string | null }) => {
      onClose();
      if (temporary_password) onPassword(temporary_password);
    };
    add.mutate({ username, language: "zh", ...rights }, { onSuccess: added, onError: refused });
  };
  return { send, busy: add.isPending || change.isPending };
}
