import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import { TASK_STATES, type TaskState } from "@/live/shapes";
import { DUES, type TasksFilter } from "@/rooms/work/queries";

/** The filter in an address; what is open, unless it says otherwise. */
export function tasksFilterIn(parameters: URLSearchParams): TasksFilter {
  const states = parameters.getAll("state").filter((state): state is TaskState => (TASK_STATES as readonly string[]).includes(state));
  const kind = parameters.getAll("kind");
  const manager = parameters.getAll("manager");
  return {
    state: states.length ? states : ["open"],
    ...(kind.length && { kind }),
    ...(manager.length && { manager }),
    due: DUES.find((due) => due === parameters.get("due")),
  };
}

/** The address with one condition changed; an empty one is taken out. */
export function withCondition(parameters: URLSearchParams, name: string, values: readonly string[]): URLSearchParams {
  const next = new URLSearchParams(parameters);
  next.delete(name);
  for (const value of values) next.append(name, value);
  return next;
}

/** The filter of the page, and the way to change it. */
export function useTasksFilter() {
  const [parameters, setParameters] = useSearchParams();
  const written = parameters.toString();
  const filter = useMemo(() => tasksFilterIn(new URLSearchParams(written)), [written]);
  const set = useCallback(
    (name: keyof TasksFilter, values: readonly string[]) => setParameters((before) => withCondition(before, name, values)),
    [setParameters],
  );
  return { filter, set };
}
