import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Segment = Schemas["SegmentAnswer"];
export type SegmentChange = Schemas["SegmentChange"];
export type Comparison = Schemas["SegmentComparison"];

/** The viewer's own segments and the shared ones, with counts. */
export const useSegments = () =>
  useQuery({ queryKey: ["segments", "all"], queryFn: () => answer(api.GET("/api/v1/segments")) });

export const useSegment = (id: number | null) =>
  useQuery({
    queryKey: ["segments", "one", id],
    queryFn: () => answer(api.GET("/api/v1/segments/{segment_id}", { params: { path: { segment_id: id ?? 0 } } })),
    enabled: id !== null,
  });

/** Keeps a new segment, or the next state of one that was read at `version`. */
export function useSaveSegment() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ seen, change }: { seen?: { id: number; version: number }; change: SegmentChange }) =>
      seen
        ? answer(
            api.PUT("/api/v1/segments/{segment_id}", {
              params: { path: { segment_id: seen.id } },
              body: { ...change, expected_version: seen.version },
            }),
          )
        : answer(api.POST("/api/v1/segments", { body: change })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["segments"] }),
  });
}

export function useRemoveSegment() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => answer(api.DELETE("/api/v1/segments/{segment_id}", { params: { path: { segment_id: id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["segments", "all"] }),
  });
}

/** How two segments overlap and differ. */
export const useComparison = (a: number | undefined, b: number | undefined) =>
  useQuery({
    queryKey: ["segments", "compare", a, b],
    queryFn: () => answer(api.GET("/api/v1/segments/compare", { params: { query: { a: a!, b: b! } } })),
    enabled: a !== undefined && b !== undefined && a !== b,
    placeholderData: keepPreviousData,
  });
