import { useTranslation } from "react-i18next";

import { Panel } from "@/kit/Panel";
import type { CustomerAnswer } from "@/rooms/customer/queries";
import styles from "@/rooms/customer/RecordPanel.module.css";

/** What the company's own records say of the customer; what is not known is left out. */
export function RecordPanel({ attributes }: { attributes: CustomerAnswer["attributes"] }) {
  const { t } = useTranslation("customer");
  const known = attributes.filter((one) => one.value !== null && one.value !== "");
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
