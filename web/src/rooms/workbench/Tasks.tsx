import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";

import type { Page } from "@/api/shapes";
import { Empty } from "@/kit/Empty";
import type { Task } from "@/live/shapes";
import { useCalmRefresh } from "@/live/useCalmRefresh";
import { Waiting } from "@/live/Waiting";
import { useTranslation } from "@/locale/texts";
import { HandOverSheet } from "@/rooms/workbench/HandOverSheet";
import { Narrowing } from "@/rooms/workbench/Narrowing";
import { byManager, fetchTasks, TASKS_KEY } from "@/rooms/workbench/queries";
import { TaskDrawer } from "@/rooms/workbench/TaskDrawer";
import { useTasksFilter } from "@/rooms/workbench/tasksInAddress";
import { useTaskColumns } from "@/rooms/workbench/useTaskColumns";
import { type Chosen, DeedSheet } from "@/rooms/workbench/DeedSheet";
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
        bulk={<HandOver ids={selected} onDone={() => setSelected(new Set())} />}
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

function HandOver({ ids, onDone }: { ids: ReadonlySet<string>; onDone: () => void }) {
  const { t } = useTranslation("work");
  const chosen = useRead(ids);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("handOver.button")}</Button>
      {open && (
        <HandOverSheet
          handed={byManager(chosen)}
          about={t("handOver.some", { count: chosen.length })}
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

/** The tasks behind the ticks, from whatever pages were read. */
function useRead(ids: ReadonlySet<string>): Task[] {
  const pages = useQueryClient().getQueriesData<Page<Task>>({ queryKey: [...TASKS_KEY, "list"] });
  const read = new Map(pages.flatMap(([, page]) => page?.items ?? []).map((task) => [String(task.id), task]));
  return [...ids].flatMap((id) => read.get(id) ?? []);
}
