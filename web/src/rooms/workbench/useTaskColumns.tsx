import { Button } from "antd";
import { Link } from "react-router";

import { DueDay } from "@/kit/DueDay";
import { Money } from "@/kit/numbers";
import { PriorityMark } from "@/kit/PriorityMark";
import { StageTag } from "@/kit/StageTag";
import { TierTag } from "@/kit/TierTag";
import { useFormats } from "@/locale/formats";
import type { Task } from "@/live/shapes";
import { useTranslation } from "@/locale/texts";
import { CallButton } from "@/rooms/workbench/CallButton";
import type { Deed, TasksFilter } from "@/rooms/workbench/queries";
import styles from "@/rooms/workbench/Work.module.css";
import { useMay } from "@/session/session";
import type { Column } from "@/table/column";

type Handling = {
  leads: boolean;
  filter: TasksFilter;
  onOpen: (task: Task) => void;
  onDeed: (task: Task, deed: Deed) => void;
};

/** The columns of the tasks. Who leads others sees whose they are; what is closed shows how. */
export function useTaskColumns({ leads, filter, onOpen, onDeed }: Handling): Column<Task>[] {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const closed = filter.state !== "open";
  const columns: (Column<Task> | false)[] = [
    {
      id: "task",
      title: t("task"),
      always: true,
      phone: "head",
      render: (task) => (
        <span className={styles.task}>
          <button type="button" className={styles.title} onClick={() => onOpen(task)}>
            <PriorityMark priority={task.priority} /> {task.title}
          </button>
          <span className={styles.why}>{task.reason.text}</span>
        </span>
      ),
    },
    { id: "customer", title: t("customer"), always: true, phone: "line", render: (task) => <Whom task={task} /> },
    {
      id: "value",
      title: t("value"),
      meaning: t("valueMeaning"),
      align: "right",
      phone: "line",
      render: (task) => <Money short value={task.expected_value} />,
    },
    { id: "due", title: t("dueOn"), phone: "line", render: (task) => <DueDay day={task.due_on} /> },
    leads && { id: "manager", title: t("manager"), phone: "line", render: (task) => <Whose task={task} /> },
    closed && { id: "state", title: t("stateLabel"), phone: "line", render: (task) => t(`state.${task.state}`) },
    closed && { id: "note", title: t("note"), phone: "line", render: (task) => task.note || "–" },
    { id: "created", title: t("created"), extra: true, phone: "hide", render: (task) => formats.moment(task.created_at) },
    !closed && {
      id: "deeds",
      title: t("deeds"),
      always: true,
      phone: "line",
      render: (task) => <Deeds task={task} onDeed={(deed) => onDeed(task, deed)} />,
    },
  ];
  return columns.filter((column) => column !== false);
}

function Whom({ task: { customer } }: { task: Task }) {
  return (
    <span className={styles.whom}>
      <Link to={`/customers/${encodeURIComponent(customer.id)}`}>{customer.name}</Link>
      <span className={styles.place}>
        <TierTag tier={customer.tier} />
        <StageTag stage={customer.stage} />
      </span>
    </span>
  );
}

function Whose({ task }: { task: Task }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  if (!task.own_manager) return <>{task.manager ?? "–"}</>;
  const until = task.handed_until && t("standsInUntil", { day: formats.day(task.handed_until) });
  return <span title={[t("standsIn", { own: task.own_manager }), until].filter(Boolean).join(" ")}>{task.manager} ⇠ {task.own_manager}</span>;
}

function Deeds({ task, onDeed }: { task: Task; onDeed: (deed: Deed) => void }) {
  const { t } = useTranslation("work");
  const may = useMay();
  return (
    <span className={styles.deeds}>
      <CallButton customer={task.customer} />
      {may("tasks.work") && (
        <>
          <Button size="small" type="primary" ghost onClick={() => onDeed("done")}>
            {t("deed.done")}
          </Button>
          <Button size="small" onClick={() => onDeed("not-reached")}>
            {t("deed.not-reached")}
          </Button>
          <Button size="small" onClick={() => onDeed("postpone")}>
            {t("deed.postpone")}
          </Button>
        </>
      )}
    </span>
  );
}
