import { useQueryClient } from "@tanstack/react-query";
import { Drawer, Select } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";

import { Empty } from "@/kit/Empty";
import { Moment } from "@/kit/numbers";
import { useCalmRefresh } from "@/live/useCalmRefresh";
import { Waiting } from "@/live/Waiting";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import own from "@/rooms/data/events/Events.module.css";
import { EVENTS_KEY, fetchEvents, type ReceivedEvent, useEventTypes } from "@/rooms/data/events/queries";
import type { Column } from "@/table/column";
import { DataTable } from "@/table/DataTable";
import { usePhone } from "@/theme/usePhone";

/** Events that were accepted, the newest first. */
export function Received() {
  const { t } = useTranslation("events");
  const cache = useQueryClient();
  const [parameters] = useSearchParams();
  const [opened, setOpened] = useState<ReceivedEvent | null>(null);
  const type = parameters.getAll("type");
  const { ref, waiting, show } = useCalmRefresh<HTMLDivElement>({
    concerns: (news) => news.customers.size > 0,
    refresh: () => void cache.invalidateQueries({ queryKey: EVENTS_KEY }),
    held: opened !== null,
  });
  return (
    <div ref={ref}>
      <Waiting waiting={waiting} show={show} />
      <DataTable<ReceivedEvent>
        name="events"
        label={t("view.received")}
        columns={useEventColumns(setOpened)}
        rowKey={(event) => String(event.id)}
        onOpen={setOpened}
        queryKey={[...EVENTS_KEY, "received", type]}
        fetchPage={({ cursor, limit }) => fetchEvents({ type, cursor: cursor ? Number(cursor) : undefined, limit })}
        tools={<TypeChoice />}
        empty={<Empty title={t("none")} text={t("noneText")} action={<Link to="?view=how">{t("view.how")}</Link>} />}
      />
      {opened && <EventDrawer event={opened} onClose={() => setOpened(null)} />}
    </div>
  );
}

function TypeChoice() {
  const { t } = useTranslation("events");
  const [parameters, setParameters] = useSearchParams();
  const { data: types } = useEventTypes();
  const choose = (chosen: string[]) => setParameters(chosen.map((type): [string, string] => ["type", type]));
  return (
    <Select
      mode="multiple"
      allowClear
      aria-label={t("type")}
      placeholder={t("type")}
      optionFilterProp="label"
      value={parameters.getAll("type")}
      options={(types ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      onChange={choose}
      className={own.types}
    />
  );
}

function useEventColumns(onOpen: (event: ReceivedEvent) => void): Column<ReceivedEvent>[] {
  const { t } = useTranslation("events");
  return [
    {
      id: "type",
      title: t("type"),
      always: true,
      phone: "head",
      render: (event) => (
        <button type="button" className={own.open} onClick={() => onOpen(event)}>
          {event.type.name}
        </button>
      ),
    },
    { id: "occurred", title: t("occurred"), phone: "line", render: (event) => <Moment value={event.occurred_at} /> },
    { id: "customer", title: t("customer"), phone: "line", render: (event) => <Whom event={event} /> },
    { id: "key", title: t("key"), phone: "line", render: (event) => event.key || "–" },
    { id: "source", title: t("source"), phone: "hide", render: (event) => event.source },
    { id: "event", title: t("eventId"), phone: "line", render: (event) => <code>{event.version > 1 ? `${event.event_id} · v${event.version}` : event.event_id}</code> },
    { id: "received", title: t("received"), phone: "hide", render: (event) => <Moment value={event.received_at} /> },
  ];
}

function Whom({ event: { customer_id, customer_code } }: { event: ReceivedEvent }) {
  if (!customer_id) return <>{customer_code ?? "–"}</>;
  return <Link to={`/customers/${encodeURIComponent(customer_id)}`}>{customer_code ?? customer_id}</Link>;
}

function EventDrawer({ event, onClose }: { event: ReceivedEvent; onClose: () => void }) {
  const { t } = useTranslation("events");
  const phone = usePhone();
  return (
    <Drawer open onClose={onClose} title={`${event.type.name} · ${event.event_id}`} placement={phone ? "bottom" : "right"} size={phone ? "auto" : 520}>
      <dl className={styles.facts}>
        <dt>{t("occurred")}</dt>
        <dd>
          <Moment value={event.occurred_at} />
        </dd>
        <dt>{t("received")}</dt>
        <dd>
          <Moment value={event.received_at} />
        </dd>
        <dt>{t("source")}</dt>
        <dd>{event.source}</dd>
        <dt>{t("customer")}</dt>
        <dd>
          <Whom event={event} />
        </dd>
      </dl>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key */}
      <pre className={own.raw} tabIndex={0}>
        {JSON.stringify(event.data, null, 2)}
      </pre>
    </Drawer>
  );
}
