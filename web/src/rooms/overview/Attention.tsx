import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Panel } from "@/kit/Panel";
import { TierTag } from "@/kit/TierTag";
import { useFields } from "@/session/fields";
import styles from "@/rooms/overview/Attention.module.css";
import type { CustomerRow } from "@/rooms/overview/queries";
import { useShownValue } from "@/kit/values";

type AttentionProps = {
  title: string;
  about: string;
  customers: readonly CustomerRow[];
  /** All of them in the customer list. */
  all?: string;
};

/** A few customers to look at, by name, each with the figures for which it stands here. */
export function Attention({ title, about, customers, all }: AttentionProps) {
  const { t } = useTranslation("overview");
  return (
    <Panel flush title={title} about={about} actions={all && <Link to={all}>{t("attention.all")}</Link>}>
      {customers.length === 0 ? (
        <p className={styles.none}>{t("attention.none")}</p>
      ) : (
        <ul>
          {customers.map((customer) => (
            <Person key={customer.id} customer={customer} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Person({ customer }: { customer: CustomerRow }) {
  const place = [customer.type.name, customer.city ?? customer.region.name, customer.manager].filter(Boolean).join(" · ");
  return (
    <li className={styles.person}>
      <div className={styles.who}>
        <Link className={styles.name} to={`/customers/${encodeURIComponent(customer.id)}`}>
          {customer.name}
        </Link>
        <TierTag tier={customer.tier} />
      </div>
      <div className={styles.place}>{place}</div>
      <Figures values={customer.values} />
    </li>
  );
}

/** The values that came with the row, named: why the customer is on the list. */
function Figures({ values }: { values: CustomerRow["values"] }) {
  const { data: fields } = useFields();
  const shown = useShownValue();
  return (
    <dl className={styles.figures}>
      {Object.entries(values).map(([id, value]) => {
        const field = fields?.find((one) => one.id === id);
        return (
          <div key={id}>
            <dt>{field?.name ?? id}</dt>
            <dd>{shown(field, value)}</dd>
          </div>
        );
      })}
    </dl>
  );
}
