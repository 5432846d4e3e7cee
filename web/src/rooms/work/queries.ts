import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { ask } from "@/api/ask";
import type { Named, Page } from "@/api/shapes";
import type { ManagerLoad, Task, TaskState } from "@/live/shapes";

export const TASKS_KEY = ["tasks"] as const;

export const DUES = ["overdue", "today", "week"] as const;

/** Which tasks: as the address says. */
export type TasksFilter = { state?: TaskState[]; kind?: string[]; manager?: string[]; due?: (typeof DUES)[number] };

/** A page of tasks, those that are worth most first. */
export const fetchTasks = (query: TasksFilter & { cursor?: string; limit: number }) => ask<Page<Task>>("GET", "/tasks", { query });

export const useTaskKinds = () =>
  useQuery({ queryKey: [...TASKS_KEY, "kinds"], queryFn: () => ask<Named[]>("GET", "/tasks/kinds"), staleTime: Infinity });

/** How much each manager has to do, and how soon they act. */
export const useLoad = () => useQuery({ queryKey: [...TASKS_KEY, "load"], queryFn: () => ask<ManagerLoad[]>("GET", "/tasks/load") });

export type Deed = "done" | "postpone" | "not-reached";
export type DeedWish = { note: string; until?: string };

function useTaskWrite<Wish, Told>(write: (wish: Wish) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: TASKS_KEY });
      void cache.invalidateQueries({ queryKey: ["customer"], predicate: ({ queryKey }) => queryKey.includes("timeline") });
    },
  });
}

/** Says what was done about a task. */
export const useDeed = (task: Task, deed: Deed) =>
  useTaskWrite((body: DeedWish) => ask<Task>("POST", `/tasks/${task.id}/${deed}`, { body }));

export type HandOver = { from?: string; to: string; task_ids?: number[]; until?: string };

/** Gives tasks to another manager, for good or until a day. */
export const useHandOver = () => useTaskWrite((body: HandOver) => ask<{ moved: number }>("POST", "/tasks/hand-over", { body }));
