import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Empty } from "@/kit/Empty";
import type { Task } from "@/live/shapes";
import { useCalmRefresh } from "@/live/useCalmRefresh";
import { Waiting } from "@/live/Waiting";
import { HandOverSheet } from "@/rooms/work/HandOverSheet";
import { Narrowing } from "@/rooms/work/Narrowing";
import { fetchTasks, TASKS_KEY } from "@/rooms/work/queries";
import { TaskDrawer } from "@/rooms/work/TaskDrawer";
import { useTasksFilter } from "@/rooms/work/tasksInAddress";
import { useTaskColumns } from "@/rooms/work/useTaskColumns";
import { type Chosen, DeedSheet } from "@/rooms/work/DeedSheet";
import { useMay } from "@/session/session";
import { DataTable } from "@/table/DataTable";

/** What is to be done, the most valuable first, and the ways to say that it was. */
export function Tasks({ leads }: { leads: boolean }) {
  const { t } = useTranslation("work");
  const { filter } = useTasksFilter();
  const may = useMay();
  const [opened, setOpened] = useState<Task | null>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { ref, waiting, show } = useFollowing(opened !== null || chosen !== null || selected.size > 0);
  const columns = useTaskColumns({ leads, filter, onOpen: setOpened, onDeed: (task, deed) => setChosen({ task, deed }) });
  return (
    <div ref={ref}>
      <Waiting waiting={waiting} show={show} />
      <DataTable<Task>
        name="tasks"
        label={t("list")}
        columns={columns}
        rowKey={(task) => String(task.id)}
        rowName={(task) => `${task.customer.name} ${task.title}`}
        onOpen={setOpened}
        queryKey={[...TASKS_KEY, "list", filter]}
        fetchPage={({ cursor, limit }) => fetchTasks({ ...filter, cursor, limit })}
        tools={<Narrowing leads={leads} />}
        selection={may("tasks.work") ? { selected, onChange: setSelected } : undefined}
        bulk={<HandOver ids={[...selected].map(Number)} onDone={() => setSelected(new Set())} />}
        empty={<Empty title={t("empty")} text={t("emptyText")} />}
      />
      {opened && <TaskDrawer task={opened} onClose={() => setOpened(null)} onDeed={(deed) => setChosen({ task: opened, deed })} />}
      {chosen && (
        <DeedSheet
          {...chosen}
          onClose={() => setChosen(null)}
          onDone={() => {
            setChosen(null);
            setOpened(null);
          }}
        />
      )}
    </div>
  );
}

function useFollowing(held: boolean) {
  const cache = useQueryClient();
  return useCalmRefresh<HTMLDivElement>({
    concerns: (news) => news.tasks,
    refresh: () => void cache.invalidateQueries({ queryKey: TASKS_KEY }),
    held,
  });
}

function HandOver({ ids, onDone }: { ids: number[]; onDone: () => void }) {
  const { t } = useTranslation("work");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("handOver.button")}</Button>
      {open && (
        <HandOverSheet
          what={{ task_ids: ids }}
          about={t("handOver.some", { count: ids.length })}
          onClose={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            onDone();
          }}
        />
      )}
    </>
  );
}
