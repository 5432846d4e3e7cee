import { Button, Dropdown } from "antd";

import type { Named } from "@/api/shapes";
import { useConfirm } from "@/kit/Confirm";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/settings/Settings.module.css";
import { useChangeWebhook, useRemoveWebhook, useTestWebhook, type Webhook } from "@/rooms/settings/webhooks/queries";
import own from "@/rooms/settings/webhooks/Webhooks.module.css";
import type { Column } from "@/table/column";

type Handling = { onEdit: (webhook: Webhook) => void; onDeliveries: (id: number) => void };

/** The columns of the endpoints, with the names of what they are told. */
export function useWebhookColumns(handling: Handling): (types: Named[]) => Column<Webhook>[] {
  const { t } = useTranslation("webhooks");
  return (types) => {
    const nameOf = (id: string) => types.find((type) => type.id === id)?.name ?? id;
    return [
      { id: "url", title: t("url"), phone: "head", render: (webhook) => <code className={own.address}>{webhook.url}</code> },
      { id: "state", title: t("stateLabel"), phone: "head", render: (webhook) => <State webhook={webhook} /> },
      { id: "events", title: t("events"), render: (webhook) => webhook.events.map(nameOf).join(t("and")) },
      { id: "waiting", title: t("waiting"), align: "right", render: (webhook) => webhook.waiting },
      { id: "by", title: t("by"), render: (webhook) => webhook.created_by },
      { id: "actions", title: t("actions"), render: (webhook) => <Actions webhook={webhook} {...handling} /> },
    ];
  };
}

function State({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const failing = webhook.on && webhook.failures > 0;
  const colour = webhook.on ? (failing ? "var(--warn)" : "var(--good)") : "var(--ink-faint)";
  return (
    <span className={own.state}>
      <span>
        <span aria-hidden style={{ color: colour }}>{webhook.on ? (failing ? "▲" : "●") : "‖"}</span>{" "}
        {failing ? t("failing", { count: webhook.failures }) : t(webhook.on ? "on" : "off")}
      </span>
      {webhook.notice && <span className={own.notice}>{webhook.notice}</span>}
    </span>
  );
}

function Actions({ webhook, onEdit, onDeliveries }: { webhook: Webhook } & Handling) {
  const { t } = useTranslation("webhooks");
  const tell = useTell();
  const confirm = useConfirm();
  const test = useTestWebhook();
  const change = useChangeWebhook();
  const remove = useRemoveWebhook();
  const after = (text: string) => ({ onSuccess: () => tell.done(text), onError: tell.failed });
  const askRemove = async () => {
    const question = { title: t("removeAsk", { url: webhook.url }), text: t("removeText"), yes: t("remove"), danger: true };
    if (await confirm(question)) remove.mutate(webhook.id, after(t("removed")));
  };
  const items = [
    { key: "edit", label: t("edit"), onClick: () => onEdit(webhook) },
    {
      key: "on",
      label: t(webhook.on ? "switchOff" : "switchOn"),
      onClick: () => change.mutate({ id: webhook.id, on: !webhook.on }, after(t("saved"))),
    },
    { key: "remove", label: t("remove"), danger: true, onClick: () => void askRemove() },
  ];
  const sendTest = () =>
    test.mutate(webhook.id, {
      onSuccess: () => {
        tell.done(t("tested"));
        onDeliveries(webhook.id);
      },
      onError: tell.failed,
    });
  return (
    <span className={styles.row}>
      <Button size="small" onClick={() => onDeliveries(webhook.id)}>
        {t("deliveries")}
      </Button>
      <Button size="small" loading={test.isPending} disabled={!webhook.on} onClick={sendTest}>
        {t("test")}
      </Button>
      <Dropdown trigger={["click"]} menu={{ items }}>
        <Button size="small" aria-label={t("more", { url: webhook.url })}>
          …
        </Button>
      </Dropdown>
    </span>
  );
}
