
import styles from "@/condition/Condition.module.css";
import type { ConditionCounts } from "@/condition/useCondition";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";

type CountsLineProps = { counts: ConditionCounts | undefined; pending?: boolean };

/** How many fit, can be reached and may be contacted, as numbers and as bars within the whole. */
export function CountsLine({ counts, pending = false }: CountsLineProps) {
  const { t } = useTranslation("condition");
  const formats = useFormats();
  const parts = [
    { id: "matched", value: counts?.matched },
    { id: "reachable", value: counts?.reachable },
    { id: "allowed", value: counts?.allowed },
  ] as const;
  const total = counts?.total || 1;
  return (
    <div className={`${styles.counts} ${pending ? styles.pending : ""}`} aria-live="polite" aria-busy={pending}>
      {parts.map(({ id, value }) => (
        <div key={id} className={styles.count} title={t(`counts.${id}About`)}>
          <span className={styles.countName}>{t(`counts.${id}`)}</span>
          <strong>{formats.number(value, 0)}</strong>
          <span className={styles.track} aria-hidden>
            <span className={styles.fill} style={{ inlineSize: `${(100 * (value ?? 0)) / total}%` }} />
          </span>
        </div>
      ))}
      <span className={styles.of}>
        {t("counts.of", { total: formats.number(counts?.total, 0), day: formats.day(counts?.as_of) })}
      </span>
    </div>
  );
}
