import { Button, DatePicker, Form, Input, Modal, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";

import { useConfirm } from "@/kit/Confirm";
import { Empty } from "@/kit/Empty";
import { Failed } from "@/kit/Failed";
import { showInForm } from "@/kit/formProblem";
import { Loading } from "@/kit/Loading";
import { Day, Moment } from "@/kit/numbers";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { addKey, revokeKey, useKeys, usePermissions, useWrite, type Key, type ScopeIn } from "@/rooms/settings/queries";
import { ScopeFields } from "@/rooms/settings/ScopeFields";
import { Secret } from "@/rooms/settings/Secret";
import styles from "@/rooms/settings/Settings.module.css";
import type { Column } from "@/table/column";
import { RowTable } from "@/table/RowTable";

const USUAL_LIFE_DAYS = 365;
const LONGEST_LIFE_DAYS = 730;

/** The keys that other systems use: what each may do, about which customers, until when. */
export default function Keys() {
  const { t } = useTranslation("settings");
  const { data: keys, error, refetch } = useKeys();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const columns = useKeyColumns();
  if (error) return <Failed error={error} retry={refetch} />;
  if (!keys) return <Loading lines={6} />;
  return (
    <>
      <div className={styles.filters}>
        <Button type="primary" onClick={() => setAdding(true)}>
          {t("keys.add")}
        </Button>
        <Button href="/api/v1/docs" target="_blank">
          {t("keys.docs")}
        </Button>
      </div>
      <RowTable<Key>
        label={t("part.keys")}
        columns={columns}
        rows={keys}
        rowKey={(key) => String(key.id)}
        empty={<Empty title={t("keys.none")} text={t("keys.noneText")} />}
      />
      {adding && <KeyForm onClose={() => setAdding(false)} onSecret={setSecret} />}
      <Secret title={t("keys.secret")} text={t("keys.secretText")} secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}

function useKeyColumns(): Column<Key>[] {
  const { t } = useTranslation(["settings", "kit"]);
  const { data: permissions } = usePermissions();
  const nameOf = (id: string) => permissions?.find((permission) => permission.id === id)?.name ?? id;
  const stateOf = (key: Key) => (key.revoked ? t("keys.revoked") : key.expired ? t("keys.expired") : t("keys.valid"));
  return [
    { id: "name", title: t("keys.name"), phone: "head", render: (key) => key.name },
    { id: "prefix", title: t("keys.prefix"), render: (key) => <code>{key.prefix}…</code> },
    { id: "state", title: t("keys.state"), phone: "head", render: stateOf },
    { id: "scopes", title: t("keys.may"), render: (key) => key.scopes.map(nameOf).join(t("kit:filter.or")) },
    { id: "scope", title: t("users.scope"), render: (key) => key.scope.text },
    { id: "expires", title: t("keys.expires"), render: (key) => <Day value={key.expires_on} /> },
    { id: "used", title: t("keys.used"), render: (key) => <Moment value={key.last_used_at} /> },
    { id: "actions", title: t("actions"), render: (key) => !key.revoked && <Revoke of={key} /> },
  ];
}

function Revoke({ of: key }: { of: Key }) {
  const { t } = useTranslation("settings");
  const confirm = useConfirm();
  const tell = useTell();
  const revoke = useWrite(revokeKey, ["keys"]);
  const ask = async () => {
    const question = { title: t("keys.revokeAsk", { name: key.name }), text: t("keys.revokeText"), yes: t("keys.revoke"), danger: true };
    if (await confirm(question)) revoke.mutate(key.id, { onError: tell.failed });
  };
  return (
    <Button size="small" danger onClick={() => void ask()}>
      {t("keys.revoke")}
    </Button>
  );
}

type KeyFields = { name: string; scopes: string[]; scope: ScopeIn; expires_on: Dayjs };

function KeyForm({ onClose, onSecret }: { onClose: () => void; onSecret: (secret: string) => void }) {
  const { t } = useTranslation("settings");
  const [form] = Form.useForm<KeyFields>();
  const { data: permissions } = usePermissions();
  const tell = useTell();
  const add = useWrite(addKey, ["keys"]);
  const allowed = permissions?.filter((permission) => permission.roles.includes("api_client")) ?? [];

  const send = ({ name, scopes, scope, expires_on }: KeyFields) =>
    add.mutate(
      { name, scopes, scope: { kind: scope.kind, values: scope.values ?? [] }, expires_on: expires_on.format("YYYY-MM-DD") },
      {
        onSuccess: ({ secret }) => (onClose(), onSecret(secret)),
        onError: (error) => showInForm(form, error) || tell.failed(error),
      },
    );
  const start = { name: "", scopes: ["customers.read"], scope: { kind: "all", values: [] }, expires_on: dayjs().add(USUAL_LIFE_DAYS, "day") };
  return (
    <Modal open title={t("keys.add")} okText={t("save")} confirmLoading={add.isPending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={start} onFinish={send}>
        <Form.Item name="name" label={t("keys.name")} extra={t("keys.nameHint")} rules={[{ required: true, message: t("keys.nameMissing") }]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="scopes" label={t("keys.may")} rules={[{ required: true, message: t("keys.mayMissing") }]}>
          <Select mode="multiple" optionFilterProp="label" options={allowed.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
        <ScopeFields roleId="api_client" />
        <Form.Item name="expires_on" label={t("keys.expires")} rules={[{ required: true, message: t("keys.expiresMissing") }]}>
          <DatePicker minDate={dayjs().add(1, "day")} maxDate={dayjs().add(LONGEST_LIFE_DAYS, "day")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
