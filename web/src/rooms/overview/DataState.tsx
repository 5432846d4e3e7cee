import { Link } from "react-router";

import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/overview/DataState.module.css";
import type { Overview } from "@/rooms/overview/queries";
import { useMay } from "@/session/session";

/** From this many days on, data counts as old. */
const OLD_AFTER_DAYS = 3;

type DataStateProps = { state: Overview["quality"]; gradedAt: string | null };

/** Whether the figures can be trusted today: until when there is data, when it was graded, what is still to correct. */
export function DataState({ state, gradedAt }: DataStateProps) {
  const { t } = useTranslation("overview");
  const formats = useFormats();
  const old = state.days_old !== null && state.days_old > OLD_AFTER_DAYS;
  return (
    <span className={styles.state}>
      {state.facts_until && (
        <span className={old ? styles.old : undefined}>
          {t("fresh.facts", { day: formats.day(state.facts_until) })}
          {old && ` · ${t("fresh.old", { count: state.days_old ?? 0 })}`}
        </span>
      )}
      {gradedAt && <span>{t("fresh.graded", { at: formats.moment(gradedAt) })}</span>}
      <Quarantine rows={state.open_quarantine} />
    </span>
  );
}

function Quarantine({ rows }: { rows: number }) {
  const { t } = useTranslation("overview");
  const formats = useFormats();
  const may = useMay();
  if (rows === 0) return <span>{t("fresh.clean")}</span>;
  const told = t("fresh.quarantine", { rows: formats.number(rows) });
  return may("imports.read") ? <Link to="/data/quarantine">{told}</Link> : <span>{told}</span>;
}
