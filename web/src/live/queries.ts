import { useQuery } from "@tanstack/react-query";

import { answer, api } from "@/api/client";

const LOOK_MS = 15_000;

/** What changed after a place in the feed of changes. */
export const changesAfter = (place: number | null) =>
  answer(api.GET("/api/v1/live/changes", { params: { query: place === null ? {} : { after: place } } }));

/** How far the live work is behind what was received. */
export const useLiveState = (enabled: boolean) =>
  useQuery({
    queryKey: ["live"],
    queryFn: () => answer(api.GET("/api/v1/live")),
    refetchInterval: LOOK_MS,
    enabled,
  });
