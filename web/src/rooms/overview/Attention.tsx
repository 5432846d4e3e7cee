import { Link } from "react-router";

import { Panel } from "@/kit/Panel";
import { TierTag } from "@/kit/TierTag";
import { useTranslation } from "@/locale/texts";
import { useFields } from "@/session/fields";
import styles from "@/rooms/overview/Attention.module.css";
import type { CustomerRow } from "@/rooms/overview/queries";
import { useShownValue } from "@/kit/values";

type AttentionProps = {
  title: string;
  about: string;
  customers: readonly CustomerRow[];
  /** The figures to show of each. */
  figures: readonly string[];
  /** All of them in the customer list. */
  all?: string;
};

const MOST_SHOWN = 6;

/** A few customers to look at, by name, each with the figures for which it stands here. */
export function Attention({ title, about, customers, figures, all }: AttentionProps) {
  const { t } = useTranslation("overview");
  return (
    <Panel flush title={title} about={about} actions={all && <Link to={all}>{t("attention.all")}</Link>}>
      {customers.length === 0 ? (
        <p className={styles.none}>{t("attention.none")}</p>
      ) : (
        <ul>
          {customers.slice(0, MOST_SHOWN).map((customer) => (
            <Person key={customer.id} customer={customer} figures={figures} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Person({ customer, figures }: { customer: CustomerRow; figures: readonly string[] }) {
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
      <Figures ids={figures} values={customer.values} />
    </li>
  );
}

/** Why the customer is on the list. */
function Figures({ ids, values }: { ids: readonly string[]; values: CustomerRow["values"] }) {
  const { data: fields } = useFields();
  const shown = useShownValue();
  return (
    <dl className={styles.figures}>
      {ids.map((id) => {
        const field = fields?.find((one) => one.id === id);
        return (
          <div key={id}>
            <dt>{field?.name ?? id}</dt>
            <dd>{shown(field, values[id])}</dd>
          </div>
        );
      })}
    </dl>
  );
}
