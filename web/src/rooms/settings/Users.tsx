import { Button, Dropdown } from "antd";
import { useState } from "react";

import { useConfirm } from "@/kit/Confirm";
import { Failed } from "@/kit/Failed";
import { Loading } from "@/kit/Loading";
import { Moment } from "@/kit/numbers";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { changeUser, endSessions, removeTwoFactor, resetPassword, useUsers, useWrite, type User } from "@/rooms/settings/queries";
import { Secret } from "@/rooms/settings/Secret";
import styles from "@/rooms/settings/Settings.module.css";
import { UserForm } from "@/rooms/settings/UserForm";
import type { Column } from "@/table/column";
import { RowTable } from "@/table/RowTable";

/** Who may sign in, as what, and which customers they see. */
export default function Users() {
  const { t } = useTranslation("settings");
  const { data: users, error, refetch } = useUsers();
  const [edited, setEdited] = useState<User | "new" | null>(null);
  const [password, setPassword] = useState<string | null>(null);
  const columns = useUserColumns(setEdited, setPassword);
  if (error) return <Failed error={error} retry={refetch} />;
  if (!users) return <Loading lines={8} />;
  return (
    <>
      <div className={styles.filters}>
        <Button type="primary" onClick={() => setEdited("new")}>
          {t("users.add")}
        </Button>
      </div>
      <RowTable<User>
        label={t("part.users")}
        columns={columns}
        rows={users}
        rowKey={(user) => String(user.id)}
        onOpen={setEdited}
      />
      {edited && (
        <UserForm user={edited === "new" ? null : edited} onClose={() => setEdited(null)} onPassword={setPassword} />
      )}
      <Secret title={t("users.temporary")} text={t("users.temporaryText")} secret={password} onClose={() => setPassword(null)} />
    </>
  );
}

function useUserColumns(onEdit: (user: User) => void, onPassword: (password: string) => void): Column<User>[] {
  const { t } = useTranslation("settings");
  return [
    { id: "username", title: t("users.username"), phone: "head", render: (user) => user.username },
    { id: "name", title: t("users.name"), phone: "head", render: (user) => user.display_name },
    { id: "role", title: t("users.role"), render: (user) => user.role.name },
    { id: "scope", title: t("users.scope"), render: (user) => user.scope.text },
    { id: "active", title: t("users.state"), render: (user) => (user.active ? t("users.active") : t("users.inactive")) },
    { id: "twoFactor", title: t("users.twoFactor"), render: (user) => (user.two_factor ? t("yes") : t("no")) },
    { id: "last", title: t("users.last"), render: (user) => <Moment value={user.last_login_at} /> },
    { id: "sessions", title: t("users.sessions"), align: "right", render: (user) => user.sessions },
    { id: "actions", title: t("actions"), render: (user) => <UserActions user={user} onEdit={onEdit} onPassword={onPassword} /> },
  ];
}

type UserActionsProps = { user: User; onEdit: (user: User) => void; onPassword: (password: string) => void };

function UserActions({ user, onEdit, onPassword }: UserActionsProps) {
  const { t } = useTranslation("settings");
  const actions = useUserActions(user, onPassword);
  const items = [
    { key: "reset", label: t("users.reset") },
    { key: "end", label: t("users.endSessions"), disabled: user.sessions === 0 },
    { key: "twoFactor", label: t("users.removeTwoFactor"), disabled: !user.two_factor },
    { key: "active", label: user.active ? t("users.deactivate") : t("users.activate"), danger: user.active },
  ];
  return (
    <span className={styles.row}>
      <Button size="small" onClick={() => onEdit(user)}>
        {t("edit")}
      </Button>
      <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => void actions[key]?.() }}>
        <Button size="small" aria-label={t("users.more", { name: user.username })}>
          …
        </Button>
      </Dropdown>
    </span>
  );
}

function useUserActions(user: User, onPassword: (password: string) => void): Record<string, () => Promise<void>> {
  const { t } = useTranslation("settings");
  const confirm = useConfirm();
  const tell = useTell();
  const reset = useWrite(resetPassword, ["users"]);
  const end = useWrite(endSessions, ["users"]);
  const twoFactor = useWrite(removeTwoFactor, ["users"]);
  const change = useWrite(changeUser, ["users"]);
  const name = user.display_name;
  const after = { onSuccess: () => tell.done(t("saved")), onError: tell.failed };

  return {
    reset: async () => {
      if (!(await confirm({ title: t("users.resetAsk", { name }), text: t("users.resetText") }))) return;
      reset.mutate(user.id, { onSuccess: (made) => onPassword(made.temporary_password), onError: tell.failed });
    },
    end: async () => {
      if (await confirm({ title: t("users.endAsk", { name }) })) end.mutate(user.id, after);
    },
    twoFactor: async () => {
      const question = { title: t("users.removeTwoFactorAsk", { name }), text: t("users.removeTwoFactorText"), danger: true };
      if (await confirm(question)) twoFactor.mutate(user.id, after);
    },
    active: async () => {
      const title = user.active ? t("users.deactivateAsk", { name }) : t("users.activateAsk", { name });
      if (await confirm({ title, danger: user.active })) change.mutate({ id: user.id, active: !user.active }, after);
    },
  };
}
