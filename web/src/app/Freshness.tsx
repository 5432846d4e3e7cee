
import styles from "@/app/Layout.module.css";
import { useTranslation } from "@/locale/texts";
import { useMeta } from "@/session/meta";

/** Which day's results the viewer looks at. */
export function Freshness() {
  const { t } = useTranslation("shell");
  const { data: meta } = useMeta();
  if (!meta) return null;
  return <span className={styles.fresh}>{meta.as_of ? t("asOf", { day: meta.as_of }) : t("notGraded")}</span>;
}
