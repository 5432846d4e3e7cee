import { Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";

import { TASK_STATES } from "@/live/shapes";
import { DUES, useTaskKinds } from "@/rooms/work/queries";
import { useTasksFilter } from "@/rooms/work/tasksInAddress";
import styles from "@/rooms/work/Work.module.css";
import { useMeta } from "@/session/meta";

/** Narrows the tasks by state, day, kind, and, for who leads others, by whose they are. */
export function Narrowing({ leads }: { leads: boolean }) {
  const { t } = useTranslation("work");
  const { filter, set } = useTasksFilter();
  const { data: kinds } = useTaskKinds();
  const { data: meta } = useMeta();
  return (
    <div className={styles.narrowing}>
      <Segmented<string>
        aria-label={t("due.label")}
        value={filter.due ?? ""}
        options={[{ value: "", label: t("due.all") }, ...DUES.map((due) => ({ value: due, label: t(`due.${due}`) }))]}
        onChange={(due) => set("due", due ? [due] : [])}
      />
      <Select
        aria-label={t("stateLabel")}
        value={filter.state?.[0]}
        options={TASK_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(state: string) => set("state", state === "open" ? [] : [state])}
        className={styles.choice}
      />
      <Select
        mode="multiple"
        allowClear
        aria-label={t("kind")}
        placeholder={t("kind")}
        maxTagCount="responsive"
        value={filter.kind ?? []}
        options={(kinds ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(chosen: string[]) => set("kind", chosen)}
        className={styles.wideChoice}
      />
      {leads && (
        <Select
          mode="multiple"
          allowClear
          aria-label={t("manager")}
          placeholder={t("manager")}
          maxTagCount="responsive"
          value={filter.manager ?? []}
          options={(meta?.managers ?? []).map((name) => ({ value: name, label: name }))}
          onChange={(chosen: string[]) => set("manager", chosen)}
          className={styles.wideChoice}
        />
      )}
    </div>
  );
}
