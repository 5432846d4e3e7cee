import { Button, Dropdown } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { useConfirm } from "@/kit/Confirm";
import { Empty } from "@/kit/Empty";
import { Loaded } from "@/kit/Loaded";
import { Moment } from "@/kit/numbers";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { type Schedule, useRemoveSchedule, useRunNow, useSchedules, useSwitchSchedule } from "@/rooms/settings/schedules/queries";
import { ScheduleForm } from "@/rooms/settings/schedules/ScheduleForm";
import { Triggers } from "@/rooms/settings/schedules/Triggers";
import styles from "@/rooms/settings/Settings.module.css";
import { RunProgress } from "@/run/RunProgress";
import { RunStateTag } from "@/run/RunStateTag";
import { useMay, useSession } from "@/session/session";
import type { Column } from "@/table/column";
import { RowTable } from "@/table/RowTable";

/** What runs by the clock: in plain words, when next, and what became of it last. */
export default function Schedules() {
  const { t } = useTranslation("schedules");
  const manages = useMay()("schedules.manage");
  const { demo } = useSession();
  const [edited, setEdited] = useState<Schedule | "new" | null>(null);
  const [run, setRun] = useState<number | null>(null);
  const columns = useScheduleColumns(manages, setEdited, setRun);
  return (
    <>
      {manages && (
        <div className={styles.filters}>
          <Button type="primary" onClick={() => setEdited("new")}>
            {t("add")}
          </Button>
        </div>
      )}
      {demo && <p className={styles.faint}>{t("demo")}</p>}
      {run !== null && <RunProgress key={run} id={run} />}
      <Loaded query={useSchedules()} lines={5}>
        {(schedules) => (
          <RowTable<Schedule>
            label={t("list")}
            columns={columns}
            rows={schedules}
            rowKey={(schedule) => String(schedule.id)}
            empty={<Empty title={t("none")} text={t("noneText")} />}
          />
        )}
      </Loaded>
      <Triggers />
      {edited && <ScheduleForm known={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function useScheduleColumns(manages: boolean, onEdit: (schedule: Schedule) => void, onRun: (run: number) => void): Column<Schedule>[] {
  const { t } = useTranslation("schedules");
  const columns: (Column<Schedule> | false)[] = [
    { id: "kind", title: t("kind"), phone: "head", render: (schedule) => schedule.kind.name },
    { id: "on", title: t("stateLabel"), phone: "head", render: ({ on }) => (on ? `● ${t("on")}` : `‖ ${t("off")}`) },
    { id: "when", title: t("when"), render: (schedule) => <When schedule={schedule} /> },
    { id: "next", title: t("next"), render: (schedule) => <Next schedule={schedule} /> },
    { id: "last", title: t("last"), render: (schedule) => <Last schedule={schedule} /> },
    manages && { id: "actions", title: t("actions"), render: (schedule) => <Actions schedule={schedule} onEdit={onEdit} onRun={onRun} /> },
  ];
  return columns.filter((column) => column !== false);
}

function When({ schedule: { words, cron, zone, own_zone } }: { schedule: Schedule }) {
  return (
    <span title={cron}>
      {words} {own_zone && <span className={styles.faint}>{zone}</span>}
    </span>
  );
}

/** The next due moment; the few after it in a tooltip. */
function Next({ schedule: { next_at, upcoming } }: { schedule: Schedule }) {
  const formats = useFormats();
  return (
    <span title={upcoming.map((moment) => formats.moment(moment)).join("\n")}>
      <Moment value={next_at} />
    </span>
  );
}

function Last({ schedule: { last_run, last_missed_at } }: { schedule: Schedule }) {
  const { t } = useTranslation("schedules");
  const formats = useFormats();
  return (
    <span className={styles.row}>
      {last_run ? (
        <Link to={`/runs/${last_run.id}`}>
          <RunStateTag state={last_run.state} name={last_run.state_name} />
        </Link>
      ) : (
        "–"
      )}
      {last_run?.finished_at && <Moment value={last_run.finished_at} />}
      {last_missed_at && <span className={styles.faint}>{t("missed", { at: formats.moment(last_missed_at) })}</span>}
    </span>
  );
}

type ActionsProps = { schedule: Schedule; onEdit: (schedule: Schedule) => void; onRun: (run: number) => void };

function Actions({ schedule, onEdit, onRun }: ActionsProps) {
  const { t } = useTranslation("schedules");
  const tell = useTell();
  const confirm = useConfirm();
  const run = useRunNow();
  const turn = useSwitchSchedule();
  const remove = useRemoveSchedule();
  const after = (text: string) => ({ onSuccess: () => tell.done(text), onError: tell.failed });
  const askRemove = async () => {
    const question = { title: t("removeAsk", { kind: schedule.kind.name }), text: t("removeText"), yes: t("remove"), danger: true };
    if (await confirm(question)) remove.mutate(schedule.id, after(t("removed")));
  };
  const items = [
    { key: "edit", label: t("edit"), onClick: () => onEdit(schedule) },
    {
      key: "on",
      label: t(schedule.on ? "switchOff" : "switchOn"),
      onClick: () => turn.mutate({ id: schedule.id, on: !schedule.on }, after(t("saved"))),
    },
    { key: "remove", label: t("remove"), danger: true, onClick: () => void askRemove() },
  ];
  return (
    <span className={styles.row}>
      <Button
        size="small"
        loading={run.isPending}
        onClick={() => run.mutate(schedule.id, { onSuccess: (started) => onRun(started.run.id), onError: tell.failed })}
      >
        {t("runNow")}
      </Button>
      <Dropdown trigger={["click"]} menu={{ items }}>
        <Button size="small" aria-label={t("more", { kind: schedule.kind.name })}>
          …
        </Button>
      </Dropdown>
    </span>
  );
}
