
import styles from "@/kit/Loading.module.css";
import { useTranslation } from "@/locale/texts";

/** The place of something that is on its way, as large as it will be, so that nothing jumps. */
export function Loading({ lines = 4, page = false, height }: { lines?: number; page?: boolean; height?: number }) {
  const { t } = useTranslation("kit");
  return (
    <div className={`${styles.loading} ${page ? styles.page : ""}`} style={{ height }} role="status" aria-busy="true">
      <span className="unseen">{t("loading")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className={styles.bar} />
      ))}
    </div>
  );
}
