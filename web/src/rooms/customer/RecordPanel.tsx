
import { Panel } from "@/kit/Panel";
import { useTranslation } from "@/locale/texts";
import type { CustomerAnswer } from "@/rooms/customer/queries";
import styles from "@/rooms/customer/RecordPanel.module.css";

/** Said at the head of the page already. */
const IN_HEAD = new Set(["customer_id", "customer_name", "customer_type", "manager", "team", "is_provisional"]);

const isTold = (value: unknown): boolean => value !== null && value !== "" && value !== false;

/** What the company's own records say of the customer; what is not known or does not apply is left out. */
export function RecordPanel({ attributes }: { attributes: CustomerAnswer["attributes"] }) {
  const { t } = useTranslation("customer");
  const known = attributes.filter((one) => isTold(one.value) && !IN_HEAD.has(one.id));
  return (
    <Panel title={t("record.title")}>
      {known.length === 0 ? (
        <p className={styles.none}>{t("record.none")}</p>
      ) : (
        <dl className={styles.record}>
          {known.map((one) => (
            <div key={one.id}>
              <dt>{one.name}</dt>
              <dd>{one.text}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
