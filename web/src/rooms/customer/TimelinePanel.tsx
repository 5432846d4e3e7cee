import { Button, Select } from "antd";
import { useState } from "react";

import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { type Event, useTimeline } from "@/rooms/customer/queries";
import styles from "@/rooms/customer/TimelinePanel.module.css";
import { orderBehind, useOpenOrder } from "@/rooms/orders/orderInAddress";

type Kind = Event["kind"];

const KINDS: readonly Kind[] = ["order", "return", "payment", "overdue", "tier", "stage", "grace", "override", "review", "task", "note", "complaint", "delivery", "behaviour", "block"];

/** What happened with the customer, newest first, whole or of one kind. */
export function TimelinePanel({ id }: { id: string }) {
  const { t } = useTranslation("customer");
  const timeline = useTimeline(id);
  const [kind, setKind] = useState<Kind | "all">("all");
  const chosen = (event: Event) => kind === "all" || event.kind === kind;
  return (
    <Panel
      flush
      title={t("timeline.title")}
      actions={
        <Select<Kind | "all">
          aria-label={t("timeline.kinds")}
          className={styles.kinds}
          value={kind}
          onChange={setKind}
          options={[{ value: "all", label: t("timeline.all") }, ...KINDS.map((one) => ({ value: one, label: t(`timeline.${one}`) }))]}
        />
      }
    >
      <Loaded query={timeline} lines={8}>
        {({ pages }) => {
          const events = pages.flatMap((page) => page.items).filter(chosen);
          return (
            <>
              {events.length === 0 && <p className={styles.none}>{t("timeline.none")}</p>}
              <ol className={styles.events}>
                {events.map((event, at) => (
                  <Happened key={`${event.day} ${event.kind} ${at}`} event={event} />
                ))}
              </ol>
              {timeline.hasNextPage && (
                <Button block type="text" loading={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
                  {t("timeline.more")}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Happened({ event }: { event: Event }) {
  const { t } = useTranslation("customer");
  const formats = useFormats();
  return (
    <li className={styles.event} data-kind={event.kind}>
      <time className={styles.day} dateTime={event.at ?? event.day}>
        {formats.day(event.day)}
      </time>
      <span className={styles.kind}>{t(`timeline.${event.kind}`)}</span>
      <span className={styles.told}>
        <Title event={event} />
        {event.text && <span className={styles.text}> {event.text}</span>}
      </span>
      {event.amount !== null && <span className={styles.amount}>{formats.money(event.amount)}</span>}
    </li>
  );
}

/** What happened; an order opens beside the page. */
function Title({ event }: { event: Event }) {
  const { show } = useOpenOrder();
  const order = orderBehind(event.link);
  if (!order) return <span>{event.title}</span>;
  return (
    <button type="button" className={styles.open} onClick={() => show(order)}>
      {event.title}
    </button>
  );
}
