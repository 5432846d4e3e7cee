import { Button, DatePicker, Drawer, Segmented } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { Link } from "react-router";

import type { Named } from "@/api/shapes";
import { Empty } from "@/kit/Empty";
import { Moment } from "@/kit/numbers";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { type DeliveriesQuery, type Delivery, fetchDeliveries, useReplay, type Webhook, WEBHOOKS_KEY } from "@/rooms/settings/webhooks/queries";
import own from "@/rooms/settings/webhooks/Webhooks.module.css";
import type { Column } from "@/table/column";
import { DataTable } from "@/table/DataTable";
import { usePhone } from "@/theme/usePhone";

const STATES = ["waiting", "failed", "delivered", "given_up"] as const;
const SIGNS: Record<Delivery["state"], { sign: string; colour: string }> = {
  waiting: { sign: "○", colour: "var(--ink-faint)" },
  delivered: { sign: "●", colour: "var(--good)" },
  failed: { sign: "▲", colour: "var(--warn)" },
  given_up: { sign: "✕", colour: "var(--bad)" },
};

type DeliveriesProps = { webhook: Webhook; types: Named[]; onClose: () => void };

/** What one endpoint was told, how that went, and the ways to tell it again. */
export function Deliveries({ webhook, types, onClose }: DeliveriesProps) {
  const { t } = useTranslation("webhooks");
  const phone = usePhone();
  const [state, setState] = useState<DeliveriesQuery["state"]>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const choices = [{ value: "", label: t("all") }, ...STATES.map((one) => ({ value: one, label: t(`state.${one}`) }))];
  return (
    <Drawer open onClose={onClose} size={phone ? "100%" : 860} title={t("deliveriesOf", { url: webhook.url })} extra={<ReplaySince id={webhook.id} />}>
      <DataTable<Delivery>
        name="deliveries"
        label={t("deliveries")}
        columns={useDeliveryColumns(types)}
        queryKey={[...WEBHOOKS_KEY, webhook.id, "deliveries", state]}
        fetchPage={({ cursor, limit }) => fetchDeliveries(webhook.id, { state, cursor, limit })}
        rowKey={(delivery) => String(delivery.number)}
        rowName={(delivery) => delivery.id}
        tools={<Segmented<string> aria-label={t("stateLabel")} value={state ?? ""} options={choices} onChange={(one) => setState(STATES.find((known) => known === one))} />}
        selection={{ selected, onChange: setSelected }}
        bulk={<ReplaySome id={webhook.id} numbers={[...selected].map(Number)} onDone={() => setSelected(new Set())} />}
        empty={<Empty title={t("deliveriesNone")} text={t("deliveriesNoneText")} />}
      />
    </Drawer>
  );
}

function useDeliveryColumns(types: Named[]): Column<Delivery>[] {
  const { t } = useTranslation("webhooks");
  return [
    { id: "at", title: t("at"), always: true, phone: "head", render: ({ created_at }) => <Moment value={created_at} /> },
    { id: "state", title: t("stateLabel"), always: true, phone: "head", render: (delivery) => <DeliveryState delivery={delivery} /> },
    { id: "type", title: t("type"), render: ({ type }) => types.find(({ id }) => id === type)?.name ?? t("testMessage") },
    { id: "customer", title: t("customer"), render: ({ customer_id }) => (customer_id ? <Link to={`/customers/${encodeURIComponent(customer_id)}`}>{customer_id}</Link> : "–") },
    { id: "attempts", title: t("attempts"), align: "right", render: ({ attempts }) => attempts },
    { id: "answer", title: t("answer"), render: ({ status, error }) => [status, error].filter(Boolean).join(" ") || "–" },
    { id: "id", title: t("deliveryId"), extra: true, phone: "hide", render: ({ id }) => <code>{id}</code> },
    { id: "payload", title: t("payload"), extra: true, phone: "hide", render: ({ payload }) => <code className={own.payload}>{payload}</code> },
  ];
}

function DeliveryState({ delivery: { state, next_at } }: { delivery: Delivery }) {
  const { t } = useTranslation("webhooks");
  const { sign, colour } = SIGNS[state];
  return (
    <span className={own.state}>
      <span>
        <span aria-hidden style={{ color: colour }}>{sign}</span> {t(`state.${state}`)}
      </span>
      {state === "failed" && next_at && (
        <span className={own.notice}>
          {t("nextAt")} <Moment value={next_at} />
        </span>
      )}
    </span>
  );
}

function useSendAgain(id: number) {
  const { t } = useTranslation("webhooks");
  const tell = useTell();
  const replay = useReplay(id);
  const send = (wish: { since?: string; delivery_ids?: number[] }, onDone?: () => void) =>
    replay.mutate(wish, {
      onSuccess: ({ queued }) => {
        tell.done(t("replayed", { count: queued }));
        onDone?.();
      },
      onError: tell.failed,
    });
  return { send, busy: replay.isPending };
}

function ReplaySome({ id, numbers, onDone }: { id: number; numbers: number[]; onDone: () => void }) {
  const { t } = useTranslation("webhooks");
  const { send, busy } = useSendAgain(id);
  return (
    <Button loading={busy} onClick={() => send({ delivery_ids: numbers }, onDone)}>
      {t("replay")}
    </Button>
  );
}

function ReplaySince({ id }: { id: number }) {
  const { t } = useTranslation("webhooks");
  const { send, busy } = useSendAgain(id);
  const [since, setSince] = useState<Dayjs | null>(null);
  return (
    <span className={own.since}>
      <DatePicker showTime aria-label={t("since")} placeholder={t("since")} value={since} maxDate={dayjs()} onChange={(moment) => setSince(moment)} />
      <Button disabled={!since} loading={busy} onClick={() => since && send({ since: since.toISOString() }, () => setSince(null))}>
        {t("replay")}
      </Button>
    </span>
  );
}
