import { useTranslation } from "@/locale/texts";
import type { Difference } from "@/rooms/settings/rules/queries";
import styles from "@/rooms/settings/Settings.module.css";

/** What one version has otherwise than another, part by part. */
export function Differences({ changes }: { changes: Difference[] }) {
  const { t } = useTranslation("rules");
  return (
    <ul className={styles.changes}>
      {changes.map(({ of, id, name, part, part_name, was, becomes }) => (
        <li key={`${of} ${id} ${part}`}>
          <strong>{t(of === "trigger" ? "ofTrigger" : "ofRule", { name })}</strong> {part_name}: {was !== null && <><s>{was}</s> → </>}
          {becomes}
        </li>
      ))}
    </ul>
  );
}
