import { SmallTable, type SmallColumn } from "@/kit/SmallTable";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import type { RuleSize } from "@/rooms/settings/rules/queries";
import styles from "@/rooms/settings/Settings.module.css";

/** How many customers hold the conditions of changed rules, and how many tasks these would have made: now and then. */
export function Sizes({ sizes }: { sizes: RuleSize[] }) {
  const { t } = useTranslation("rules");
  const formats = useFormats();
  if (sizes.length === 0) return null;
  const turn = (now: number | null, then: number | null) => (then === null ? "–" : `${formats.number(now, 0)} → ${formats.number(then, 0)}`);
  const columns: SmallColumn<RuleSize>[] = [
    { id: "name", title: t("rule"), cell: ({ name }) => name },
    { id: "customers", title: t("holding"), number: true, cell: (size) => turn(size.customers_now, size.customers_then) },
    { id: "tasks", title: t("tasksMade"), number: true, cell: (size) => turn(size.tasks_now, size.tasks_then) },
    { id: "by", title: t("measured"), cell: ({ since, events }) => (events === null ? since && t("since", { day: formats.day(since) }) : t("ofEvents", { events: formats.number(events, 0) })) },
  ];
  return (
    <div className={styles.sizes}>
      <SmallTable caption={t("sizes")} columns={columns} rows={sizes} keyOf={({ id }) => id} />
    </div>
  );
}
