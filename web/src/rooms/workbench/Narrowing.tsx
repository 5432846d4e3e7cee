import { Segmented, Select } from "antd";

import { TASK_STATES } from "@/live/shapes";
import { useTranslation } from "@/locale/texts";
import { useLoad } from "@/rooms/workbench/queries";
import { DUES, useTasksFilter } from "@/rooms/workbench/tasksInAddress";
import styles from "@/rooms/workbench/Work.module.css";

/** Narrows the tasks by day, state, kind, and, for who leads others, by whose they are. */
export function Narrowing({ leads }: { leads: boolean }) {
  const { t } = useTranslation("work");
  const { filter, set } = useTasksFilter();
  const { data: load } = useLoad();
  const managers = (load?.managers ?? []).flatMap(({ manager }) => (manager ? [{ value: manager, label: manager }] : []));
  return (
    <div className={styles.narrowing}>
      <Segmented<string>
        aria-label={t("due.label")}
        value={filter.due ?? ""}
        options={[{ value: "", label: t("due.all") }, ...DUES.map((due) => ({ value: due, label: t(`due.${due}`) }))]}
        onChange={(due) => set("due", due)}
      />
      <Select
        aria-label={t("stateLabel")}
        value={filter.state}
        options={TASK_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(state) => set("state", state === "open" ? undefined : (state ?? undefined))}
        className={styles.choice}
      />
      <Select
        allowClear
        aria-label={t("kind")}
        placeholder={t("kind")}
        value={filter.kind}
        options={(load?.kinds ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(kind) => set("kind", kind ?? undefined)}
        className={styles.choice}
      />
      {leads && (
        <Select
          allowClear
          showSearch
          aria-label={t("manager")}
          placeholder={t("manager")}
          value={filter.manager}
          options={managers}
          onChange={(manager) => set("manager", manager ?? undefined)}
          className={styles.choice}
        />
      )}
    </div>
  );
}
