import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components, paths } from "@/api/schema";
import type { Task } from "@/live/shapes";

export type ManagerLoad = components["schemas"]["ManagerLoad"];
export type TasksQuery = NonNullable<paths["/api/v1/tasks"]["get"]["parameters"]["query"]>;

/** Which tasks: as the address says. */
export type TasksFilter = Pick<TasksQuery, "state" | "kind" | "manager" | "due">;

export const TASKS_KEY = ["tasks"] as const;

/** A page of tasks, those that are worth most first. */
export const fetchTasks = (query: TasksQuery) => answer(api.GET("/api/v1/tasks", { params: { query } }));

/** How much each manager has to do and how soon they act; and the kinds of task that there are. */
export const useLoad = () => useQuery({ queryKey: [...TASKS_KEY, "load"], queryFn: () => answer(api.GET("/api/v1/tasks/load")) });

export type StandIn = components["schemas"]["StandInAnswer"];

/** Who stands in for whom today. */
export const useStandIns = () =>
  useQuery({ queryKey: [...TASKS_KEY, "standIns"], queryFn: () => answer(api.GET("/api/v1/stand-ins")) });

/** To whom one can hand over. */
export const useColleagues = () =>
  useQuery({ queryKey: [...TASKS_KEY, "colleagues"], queryFn: () => answer(api.GET("/api/v1/stand-ins/colleagues")), staleTime: 300_000 });

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

export type Deed = "done" | "postpone" | "not-reached";
export type DeedWish = { note: string; until?: string };

/** Says what was done about a task. */
export function useDeed(task: Task, deed: Deed) {
  const params = { path: { task_id: task.id } };
  return useTaskWrite(({ note, until }: DeedWish) => {
    if (deed === "done") return answer(api.POST("/api/v1/tasks/{task_id}/done", { params, body: { note } }));
    if (deed === "postpone") return answer(api.POST("/api/v1/tasks/{task_id}/postpone", { params, body: { note, until } }));
    return answer(api.POST("/api/v1/tasks/{task_id}/not-reached", { params, body: { note, until } }));
  });
}

/** Tasks of one manager: some of them, or all that are open. */
export type Handed = { from: string; task_ids?: number[] };

/** The chosen tasks by whose they are; those of nobody cannot be handed over. */
export function byManager(tasks: readonly Pick<Task, "id" | "manager">[]): Handed[] {
  const managers = new Map<string, number[]>();
  for (const { id, manager } of tasks) if (manager) managers.set(manager, [...(managers.get(manager) ?? []), id]);
  return [...managers].map(([from, task_ids]) => ({ from, task_ids }));
}

export type HandOver = { handed: Handed[]; to: string; until?: string; note: string };

/** Gives tasks to another manager, for good or until a day. */
export const useHandOver = () =>
  useTaskWrite(async ({ handed, ...wish }: HandOver) => {
    for (const part of handed) await answer(api.POST("/api/v1/tasks/hand-over", { body: { ...part, ...wish } }));
  });

/** Lets a stand-in end now: customers are seen no longer, open tasks go back. */
export const useEndStandIn = () =>
  useTaskWrite((body: Pick<StandIn, "manager" | "stand_in">) => answer(api.POST("/api/v1/stand-ins/end", { body })));
