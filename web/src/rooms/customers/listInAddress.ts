import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import { readFilter, writeFilter } from "@/filter/customerFilter";
import { USUAL_SORT } from "@/rooms/customers/usual";
import type { Sort } from "@/table/column";

/** Which move between two gradings the list shows, when it came from the picture of moves. */
export type Move = { from: string; to: string; axis: "tier" | "stage" | "label"; source: string; target: string };

const MOVE = ["from", "to", "axis", "source", "target"] as const;
const AXES: readonly string[] = ["tier", "stage", "label"];

/** The sort of the list; a column id, with `-` from the largest. */
export const sortIn = (parameters: URLSearchParams): Sort => parameters.get("sort") ?? USUAL_SORT;

/** The chosen columns, or null for the usual ones. */
export function columnsIn(parameters: URLSearchParams): string[] | null {
  const written = parameters.get("columns");
  return written === null ? null : written.split(",").filter(Boolean);
}

/** The move that an address is about; null unless every part of it is there. */
export function moveIn(parameters: URLSearchParams): Move | null {
  const parts = MOVE.map((name) => parameters.get(name));
  if (parts.some((part) => !part)) return null;
  const move = Object.fromEntries(MOVE.map((name, at) => [name, parts[at]])) as Move;
  return AXES.includes(move.axis) ? move : null;
}

/** The parameters without a move. */
export function withoutMove(parameters: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(parameters);
  for (const name of MOVE) next.delete(name);
  return next;
}

/** What a saved view keeps of an address: filter and sort, not the day, which moves on. */
export function queryToKeep(parameters: URLSearchParams): Record<string, unknown> {
  const { as_of: _, ...filter } = readFilter(parameters);
  return { ...filter, sort: sortIn(parameters) };
}

/** The address of a saved view; the day that is looked at stays. */
export function viewToAddress(
  view: { query?: Record<string, unknown>; columns?: readonly string[] },
  parameters: URLSearchParams,
): URLSearchParams {
  const { sort, ...filter } = view.query ?? {};
  const { as_of } = readFilter(parameters);
  const next = writeFilter(new URLSearchParams(), { ...(filter as ReturnType<typeof readFilter>), as_of });
  if (typeof sort === "string" && sort !== USUAL_SORT) next.set("sort", sort);
  if (view.columns?.length) next.set("columns", view.columns.join(","));
  return next;
}

/** Sort and columns of the list, from its address, and the ways to change them. */
export function useListInAddress() {
  const [parameters, setParameters] = useSearchParams();
  const set = useCallback(
    (name: string, value: string | null) =>
      setParameters((before) => {
        const next = new URLSearchParams(before);
        if (value === null) next.delete(name);
        else next.set(name, value);
        return next;
      }),
    [setParameters],
  );
  return useMemo(
    () => ({
      parameters,
      sort: sortIn(parameters),
      columns: columnsIn(parameters),
      move: moveIn(parameters),
      setSort: (sort: Sort) => set("sort", sort === USUAL_SORT ? null : sort),
      setColumns: (ids: string[] | null) => set("columns", ids && ids.join(",")),
      leaveMove: () => setParameters(withoutMove),
      open: setParameters,
    }),
    [parameters, set, setParameters],
  );
}
