
import { Empty } from "@/kit/Empty";
import { Moment } from "@/kit/numbers";
import { useTranslation } from "@/locale/texts";
import own from "@/rooms/data/events/Events.module.css";
import { EVENTS_KEY, fetchRejected, type RejectedEvent } from "@/rooms/data/events/queries";
import type { Column } from "@/table/column";
import { DataTable } from "@/table/DataTable";

/** What was sent and is no usable event, each with the reason; the sender corrects it and sends it again. */
export function Rejected() {
  const { t } = useTranslation("events");
  return (
    <DataTable<RejectedEvent>
      name="rejectedEvents"
      label={t("view.rejected")}
      columns={useColumns()}
      rowKey={(event) => String(event.id)}
      queryKey={[...EVENTS_KEY, "rejected"]}
      fetchPage={({ cursor, limit }) => fetchRejected({ cursor: cursor ? Number(cursor) : undefined, limit })}
      empty={<Empty title={t("rejectedNone")} text={t("rejectedNoneText")} />}
    />
  );
}

function useColumns(): Column<RejectedEvent>[] {
  const { t } = useTranslation("events");
  return [
    { id: "why", title: t("why"), always: true, phone: "head", render: (event) => <span className={own.why}>{event.message}</span> },
    { id: "field", title: t("field"), phone: "line", render: (event) => (event.field ? <code>{event.field}</code> : "–") },
    { id: "source", title: t("source"), phone: "line", render: (event) => event.source ?? "–" },
    { id: "event", title: t("eventId"), phone: "line", render: (event) => <code>{event.event_id ?? "–"}</code> },
    { id: "at", title: t("lastAt"), phone: "line", render: (event) => <Moment value={event.last_at} /> },
    { id: "times", title: t("times"), align: "right", phone: "hide", render: (event) => event.times },
    { id: "by", title: t("by"), phone: "hide", render: (event) => event.by },
    { id: "raw", title: t("raw"), phone: "hide", render: (event) => <code className={own.brief} title={event.raw}>{event.raw}</code> },
  ];
}
