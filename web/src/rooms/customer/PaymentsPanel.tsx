
import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { type SmallColumn, SmallTable } from "@/kit/SmallTable";
import { type Formats, useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/customer/PaymentsPanel.module.css";
import { type Payments, usePayments, type Whom } from "@/rooms/customer/queries";

type Receivable = Payments["receivables"][number];

const MOST_SHOWN = 12;
const URGENCY: Record<Receivable["state"], number> = { overdue: 0, open: 1, paid: 2 };

/** What the customer owes, how much of its credit that is, and how punctually it pays. */
export function PaymentsPanel({ whom }: { whom: Whom }) {
  const { t } = useTranslation("customer");
  const payments = usePayments(whom);
  return (
    <Panel flush title={t("payments.title")}>
      <Loaded query={payments} lines={5}>
        {(data) => (
          <>
            <Standing payments={data} />
            <Receivables receivables={data.receivables} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Standing({ payments }: { payments: Payments }) {
  const { t } = useTranslation("customer");
  const formats = useFormats();
  const { open_amount: open, overdue_amount: overdue, credit_limit: limit, on_time_rate: onTime } = payments;
  const used = limit && Number(limit) > 0 ? Number(open) / Number(limit) : null;
  return (
    <dl className={styles.standing}>
      <Term name={t("payments.open")} value={formats.money(open)} />
      <Term name={t("payments.overdue")} value={formats.money(overdue)} bad={Number(overdue) > 0} />
      <Term name={t("payments.onTime")} value={formats.share(onTime, 0)} />
      <Term
        name={t("payments.limit")}
        value={limit === null ? "–" : formats.moneyShort(limit)}
        more={used === null ? undefined : t("payments.used", { share: formats.share(used, 0) })}
      />
    </dl>
  );
}

function Term({ name, value, more, bad = false }: { name: string; value: string; more?: string; bad?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={bad ? styles.bad : undefined}>{value}</dd>
      {more && <dd className={styles.more}>{more}</dd>}
    </div>
  );
}

/** The most urgent first; of equals the latest due. */
function Receivables({ receivables }: { receivables: readonly Receivable[] }) {
  const { t } = useTranslation("customer");
  const formats = useFormats();
  const columns = useColumns(formats);
  if (receivables.length === 0) return <p className={styles.none}>{t("payments.none")}</p>;
  const urgent = [...receivables].sort(
    (a, b) => URGENCY[a.state] - URGENCY[b.state] || (b.due_on ?? "").localeCompare(a.due_on ?? ""),
  );
  return <SmallTable caption={t("payments.title")} columns={columns} rows={urgent.slice(0, MOST_SHOWN)} keyOf={(one) => one.id} />;
}

function useColumns(formats: Formats): SmallColumn<Receivable>[] {
  const { t } = useTranslation("customer");
  return [
    { id: "due", title: t("payments.due"), cell: (one) => formats.day(one.due_on) },
    { id: "amount", title: t("payments.amount"), number: true, cell: (one) => formats.money(one.amount) },
    { id: "state", title: t("payments.state"), cell: (one) => <State receivable={one} /> },
  ];
}

function State({ receivable }: { receivable: Receivable }) {
  const { t } = useTranslation("customer");
  const late = receivable.days_late ?? 0;
  return (
    <span className={receivable.state === "overdue" ? styles.bad : undefined}>
      {t(`payments.states.${receivable.state}`)}
      {late > 0 && <span className={styles.more}> {t("payments.late", { count: late })}</span>}
    </span>
  );
}
