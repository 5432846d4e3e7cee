import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";
import type { RunSummary } from "@/api/shapes";
import type { Asked } from "@/table/DataTable";

export type RunState = RunSummary["state"];
export const RUN_STATES: RunState[] = ["queued", "running", "finished", "failed", "cancelled", "interrupted"];

export const fetchRuns =
  (state: RunState | undefined) =>
  ({ cursor, limit }: Asked) =>
    answer(api.GET("/api/v1/runs", { params: { query: { state, cursor, limit } } }));

const LOG_POLL_MS = 2000;

/** What a run said while it worked; asked again while it is under way. */
export const useRunLog = (id: number, open: boolean) =>
  useQuery({
    queryKey: ["runs", String(id), "log"],
    queryFn: () => answer(api.GET("/api/v1/runs/{run_id}/log", { params: { path: { run_id: id } } })),
    refetchInterval: open ? LOG_POLL_MS : false,
  });

export type GradingRow = components["schemas"]["GradingRow"];

/** Starts a grading as of a day; without one, as of today. */
export function useStartGrading() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (asOf: string | undefined) => answer(api.POST("/api/v1/gradings", { body: { as_of: asOf ?? null } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["runs"] }),
  });
}
