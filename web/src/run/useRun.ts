import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";
import type { RunSummary } from "@/api/shapes";
import { spokenNow } from "@/locale";

const POLL_MS = 2000;
const OPEN_STATES = new Set(["queued", "running"]);

export type RunWithResult = components["schemas"]["RunDetail"];

export const isOpen = (run: RunSummary): boolean => OPEN_STATES.has(run.state);
export const runKey = (id: string | number) => ["runs", String(id)] as const;

/** A run and its progress as it happens: told by the server's events, asked for every two seconds where those fail. */
export function useRun(id: string | number) {
  const [streaming, setStreaming] = useState(true);
  const query = useQuery({
    queryKey: runKey(id),
    queryFn: () => answer(api.GET("/api/v1/runs/{run_id}", { params: { path: { run_id: Number(id) } } })),
    refetchInterval: ({ state }) => (!streaming && state.data && isOpen(state.data) ? POLL_MS : false),
  });
  const open = query.data ? isOpen(query.data) : false;
  useRunEvents(id, open, () => setStreaming(false));
  return query;
}

function useRunEvents(id: string | number, open: boolean, onBroken: () => void): void {
  const cache = useQueryClient();
  useEffect(() => {
    if (!open) return;
    if (typeof EventSource === "undefined") return onBroken();
    const events = new EventSource(`/api/v1/runs/${id}/events?lang=${spokenNow()}`);
    const ended = () => {
      events.close();
      void cache.invalidateQueries({ queryKey: runKey(id) });
    };
    const told = (event: MessageEvent<string>) => {
      const now = JSON.parse(event.data) as RunSummary;
      cache.setQueryData(runKey(id), (before?: RunWithResult) => before && { ...before, ...now });
      // Nobody listens any more when the event of the end follows, and the result would never be asked for.
      if (!isOpen(now)) ended();
    };
    events.addEventListener("run", told);
    events.addEventListener("done", ended);
    events.addEventListener("error", () => {
      // A proxy that does not pass events on ends them at once; asking works everywhere.
      if (events.readyState === EventSource.CLOSED) onBroken();
    });
    return () => events.close();
    // oxlint-disable-next-line react/exhaustive-deps -- onBroken only sets a state
  }, [id, open, cache]);
}
