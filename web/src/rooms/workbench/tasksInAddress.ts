import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import { TASK_STATES } from "@/live/shapes";
import type { TasksFilter } from "@/rooms/workbench/queries";

export const DUES = ["overdue", "today", "week"] as const;

/** The filter in an address; what is to be done, unless it says otherwise. */
export function tasksFilterIn(parameters: URLSearchParams): TasksFilter {
  return {
    state: TASK_STATES.find((state) => state === parameters.get("state")) ?? "open",
    kind: parameters.get("kind") ?? undefined,
    manager: parameters.get("manager") ?? undefined,
    due: DUES.find((due) => due === parameters.get("due")),
  };
}

/** The address with one condition set, or taken out. */
export function withCondition(parameters: URLSearchParams, name: string, value: string | undefined): URLSearchParams {
  const next = new URLSearchParams(parameters);
  if (value) next.set(name, value);
  else next.delete(name);
  return next;
}

/** The filter of the page, and the way to change it. */
export function useTasksFilter() {
  const [parameters, setParameters] = useSearchParams();
  const written = parameters.toString();
  const filter = useMemo(() => tasksFilterIn(new URLSearchParams(written)), [written]);
  const set = useCallback(
    (name: keyof TasksFilter, value: string | undefined) => setParameters((before) => withCondition(before, name, value)),
    [setParameters],
  );
  return { filter, set };
}
