import { Button } from "antd";

import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/customers/Customers.module.css";
import type { Move } from "@/rooms/customers/listInAddress";
import { ABSENT } from "@/rooms/overview/moves";
import { useMeta } from "@/session/meta";

/** Says that the list shows who moved from one place to another, and leads back to all customers. */
export function MovedNotice({ move, onLeave }: { move: Move; onLeave: () => void }) {
  const { t } = useTranslation("customers");
  const { data: meta } = useMeta();
  const places = { tier: meta?.tiers, stage: meta?.stages, label: meta?.labels }[move.axis] ?? [];
  const nameOf = (id: string) =>
    id === ABSENT ? t("moved.absent") : (places.find((place) => place.id === id)?.name ?? id);
  return (
    <p className={styles.moved} role="status">
      <b>{t("moved.title", { source: nameOf(move.source), target: nameOf(move.target) })}</b>
      {t("moved.about", { from: move.from, to: move.to })}
      <Button size="small" onClick={onLeave}>
        {t("moved.back")}
      </Button>
    </p>
  );
}
