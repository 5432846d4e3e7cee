
import { Loaded } from "@/kit/Loaded";
import { PriorityMark } from "@/kit/PriorityMark";
import { useTranslation } from "@/locale/texts";
import { type Trigger, useTriggers } from "@/rooms/settings/schedules/queries";
import styles from "@/rooms/settings/Settings.module.css";
import type { Column } from "@/table/column";
import { RowTable } from "@/table/RowTable";

/** What does not wait for the clock: which occasions are evaluated at once, and what they put first. */
export function Triggers() {
  const { t } = useTranslation("schedules");
  const columns = useTriggerColumns();
  return (
    <section aria-labelledby="triggers">
      <h2 id="triggers" className={styles.part}>
        {t("triggers.title")}
      </h2>
      <p className={styles.faint}>{t("triggers.about")}</p>
      <Loaded query={useTriggers()} lines={5}>
        {({ triggers }) => <RowTable<Trigger> label={t("triggers.title")} columns={columns} rows={triggers.filter(({ on }) => on)} rowKey={({ id }) => id} />}
      </Loaded>
    </section>
  );
}

function useTriggerColumns(): Column<Trigger>[] {
  const { t } = useTranslation("schedules");
  return [
    { id: "name", title: t("triggers.name"), phone: "head", render: ({ name, meaning }) => <span title={meaning}>{name}</span> },
    { id: "on", title: t("triggers.on"), render: (trigger) => <Occasions trigger={trigger} /> },
    { id: "condition", title: t("triggers.condition"), render: ({ condition }) => <code>{condition}</code> },
    { id: "priority", title: t("triggers.priority"), render: ({ priority }) => <PriorityMark priority={priority} /> },
    { id: "task", title: t("triggers.task"), render: ({ task }) => task.name },
  ];
}

function Occasions({ trigger: { events, begins } }: { trigger: Trigger }) {
  const { t } = useTranslation("schedules");
  return <>{[...events.map(({ name }) => name), ...(begins ? [t("triggers.begins")] : [])].join(" · ")}</>;
}
