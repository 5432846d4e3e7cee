import { Tooltip } from "antd";

import type { CustomerFilter } from "@/filter/customerFilter";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/customers/Customers.module.css";
import { useCounts } from "@/rooms/customers/queries";

/** Three counts that are easily taken for one another: who fits, who can be reached, who may be contacted. */
export function CountsLine({ filter }: { filter: CustomerFilter }) {
  const { t } = useTranslation("customers");
  const formats = useFormats();
  const { data: counts, isPlaceholderData } = useCounts(filter);
  if (!counts) return <span className={styles.counts} />;
  const share = counts.total > 0 ? formats.share(counts.matched / counts.total) : "–";
  return (
    <Tooltip title={t("counts.help")}>
      <span className={styles.counts} data-busy={isPlaceholderData || undefined} aria-live="polite">
        <span>
          {t("counts.matched")} <b>{formats.number(counts.matched)}</b>
          <span className={styles.id}> {t("counts.ofTotal", { share })}</span>
        </span>
        <span>
          {t("counts.reachable")} <b>{formats.number(counts.reachable)}</b>
        </span>
        <span>
          {t("counts.allowed")} <b>{formats.number(counts.allowed)}</b>
        </span>
      </span>
    </Tooltip>
  );
}
