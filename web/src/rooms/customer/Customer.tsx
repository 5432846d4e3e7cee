import { Select } from "antd";
import type { ReactNode } from "react";
import { Link, useParams, useSearchParams } from "react-router";

import { Problem } from "@/api/problem";
import { Later } from "@/kit/Later";
import { Loaded } from "@/kit/Loaded";
import { Notice } from "@/kit/Notice";
import { PageHead } from "@/kit/PageHead";
import { useTranslation } from "@/locale/texts";
import { Block } from "@/rooms/customer/Block";
import { ContactsPanel } from "@/rooms/customer/ContactsPanel";
import styles from "@/rooms/customer/Customer.module.css";
import { FiguresPanel } from "@/rooms/customer/FiguresPanel";
import { HistoryPanel } from "@/rooms/customer/HistoryPanel";
import { OrdersPanel } from "@/rooms/customer/OrdersPanel";
import { PaymentsPanel } from "@/rooms/customer/PaymentsPanel";
import { PhoneTabs } from "@/rooms/customer/PhoneTabs";
import { type CustomerAnswer, useCustomer, useReadInOrder, type Whom } from "@/rooms/customer/queries";
import { RecordPanel } from "@/rooms/customer/RecordPanel";
import { RhythmPanel } from "@/rooms/customer/RhythmPanel";
import { SimilarPanel } from "@/rooms/customer/SimilarPanel";
import { Standing } from "@/rooms/customer/Standing";
import { TagsPanel } from "@/rooms/customer/TagsPanel";
import { TierByHand } from "@/rooms/customer/TierByHand";
import { TimelinePanel } from "@/rooms/customer/TimelinePanel";
import { OrderDrawer } from "@/rooms/orders/OrderDrawer";
import { useMeta } from "@/session/meta";
import { usePhone } from "@/theme/usePhone";

/** Everything that is known of one customer, now or as of a past day. */
export default function Customer() {
  const { t } = useTranslation("customer");
  const { id = "" } = useParams();
  const [asOf, setAsOf] = useAsOf();
  const whom = { id, asOf };
  const customer = useCustomer(whom);
  const read = useReadInOrder(whom, !usePhone());
  const unknown = customer.error instanceof Problem && customer.error.status === 404;
  if (unknown) {
    return <Notice page title={t("unknown")} text={t("unknownText", { id })} action={<Link to="/customers">{t("back")}</Link>} />;
  }
  return (
    <Loaded query={customer} page lines={12}>
      {(data) => (
        <>
          <Head customer={data} asOf={asOf} onAsOf={setAsOf} />
          {asOf && <PastNotice day={data.as_of} onNow={() => setAsOf(null)} />}
          <Block customer={data} />
          <Sections whom={whom} customer={data} read={read} />
          <OrderDrawer />
        </>
      )}
    </Loaded>
  );
}

/** The day that is looked at, in the address; null is the newest. */
function useAsOf(): [string | null, (day: string | null) => void] {
  const [parameters, setParameters] = useSearchParams();
  const choose = (day: string | null) =>
    setParameters((before) => {
      const next = new URLSearchParams(before);
      if (day) next.set("as_of", day);
      else next.delete("as_of");
      return next;
    });
  return [parameters.get("as_of"), choose];
}

type HeadProps = { customer: CustomerAnswer; asOf: string | null; onAsOf: (day: string | null) => void };

function Head({ customer, asOf, onAsOf }: HeadProps) {
  const { t } = useTranslation("customer");
  const { data: meta } = useMeta();
  const days = [...new Set((meta?.gradings ?? []).map((grading) => grading.as_of))].sort().reverse();
  const about = [customer.id, customer.type.name, customer.city ?? customer.region.name, customer.manager, customer.team];
  return (
    <PageHead
      title={customer.name}
      about={
        <>
          {about.filter(Boolean).join(" · ")}
          {customer.provisional && (
            <span className={styles.provisional} title={t("provisionalHelp")}>
              {t("provisional")}
            </span>
          )}
        </>
      }
      actions={
        <Select
          aria-label={t("asOf.label")}
          className={styles.day}
          value={asOf ?? meta?.as_of ?? undefined}
          onChange={(day: string) => onAsOf(day === meta?.as_of ? null : day)}
          options={days.map((day) => ({ value: day, label: day === meta?.as_of ? `${day} · ${t("asOf.now")}` : day }))}
        />
      }
    />
  );
}

/** Said loudly, so that nobody takes the past for the present. */
function PastNotice({ day, onNow }: { day: string; onNow: () => void }) {
  const { t } = useTranslation("customer");
  return (
    <p className={styles.past} role="status">
      {t("asOf.past", { day })}
      <button type="button" onClick={onNow}>
        {t("asOf.backToNow")}
      </button>
    </p>
  );
}

type SectionsProps = {
  whom: Whom;
  customer: CustomerAnswer;
  /** Whether what stands in the window has come. */
  read: boolean;
};

function Sections(props: SectionsProps) {
  return usePhone() ? <Tabbed {...props} /> : <Columns {...props} />;
}

function Columns({ whom, customer, read }: SectionsProps) {
  const { id } = whom;
  return (
    <div className={styles.columns} data-past={whom.asOf !== null || undefined}>
      <div className={styles.column}>
        <Standing whom={whom} customer={customer} actions={<TierByHand whom={whom} />} />
        <FiguresPanel whom={whom} type={customer.type.name} />
        <Later when={read}>
          <RhythmPanel whom={whom} />
          <OrdersPanel id={id} />
          <TimelinePanel id={id} />
          <HistoryPanel id={id} />
        </Later>
      </div>
      <div className={styles.column}>
        <ContactsPanel customer={customer} />
        <TagsPanel whom={whom} />
        <Later when={read}>
          <PaymentsPanel whom={whom} />
          <SimilarPanel whom={whom} />
          <RecordPanel attributes={customer.attributes} />
        </Later>
      </div>
    </div>
  );
}

/** The same on a phone: one column, only what is open is read. */
function Tabbed({ whom, customer }: SectionsProps) {
  const { t } = useTranslation("customer");
  const { id } = whom;
  const tab = (key: "standing" | "tags" | "figures" | "orders" | "payments" | "timeline" | "record", children: ReactNode) => ({
    key,
    label: t(`sections.${key}`),
    children,
  });
  return (
    <PhoneTabs
      label={customer.name}
      tabs={[
        tab("standing", <><ContactsPanel customer={customer} /><Standing whom={whom} customer={customer} actions={<TierByHand whom={whom} />} /></>),
        tab("orders", <><RhythmPanel whom={whom} /><OrdersPanel id={id} /></>),
        tab("tags", <><TagsPanel whom={whom} /><SimilarPanel whom={whom} /></>),
        tab("figures", <FiguresPanel whom={whom} type={customer.type.name} />),
        tab("payments", <PaymentsPanel whom={whom} />),
        tab("timeline", <><TimelinePanel id={id} /><HistoryPanel id={id} /></>),
        tab("record", <RecordPanel attributes={customer.attributes} />),
      ]}
    />
  );
}
