import { Link } from "react-router";

import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { TierTag } from "@/kit/TierTag";
import { useTranslation } from "@/locale/texts";
import { useSimilar, type Whom } from "@/rooms/customer/queries";
import styles from "@/rooms/customer/SimilarPanel.module.css";

const MOST_SHOWN = 6;

/** Customers of the same type with like habits, nearest first, and in what they are alike. */
export function SimilarPanel({ whom }: { whom: Whom }) {
  const { t } = useTranslation("customer");
  const similar = useSimilar(whom);
  return (
    <Panel flush title={t("similar.title")}>
      <Loaded query={similar} lines={5}>
        {(customers) =>
          customers.length === 0 ? (
            <p className={styles.none}>{t("similar.none")}</p>
          ) : (
            <ul>
              {customers.slice(0, MOST_SHOWN).map((one) => (
                <li key={one.id} className={styles.one}>
                  <div className={styles.who}>
                    <Link to={`/customers/${encodeURIComponent(one.id)}`}>{one.name}</Link>
                    <TierTag tier={one.tier} />
                  </div>
                  <p className={styles.why}>{one.why.join(" · ")}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}
