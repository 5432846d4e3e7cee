import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type TagAnswer = Schemas["TagAnswer"];
export type TagDetail = Schemas["TagDetail"];
export type TagChange = Omit<Schemas["NewTag"], "id">;
export type Family = Schemas["FamilyAnswer"];

/** The tags of the house with their carriers; searching and choosing among them happens here, in the page. */
export const useTags = () =>
  useQuery({ queryKey: ["tags", "all"], queryFn: () => answer(api.GET("/api/v1/tags")) });

export const useFamilies = () =>
  useQuery({ queryKey: ["tags", "families"], queryFn: () => answer(api.GET("/api/v1/tag-families")) });

export const useTag = (id: string) =>
  useQuery({
    queryKey: ["tags", "one", id],
    queryFn: () => answer(api.GET("/api/v1/tags/{tag_id}", { params: { path: { tag_id: id } } })),
    placeholderData: keepPreviousData,
  });

/** Keeps a new tag, or the next definition of one that was read at `version`. */
export function useSaveTag() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version, change }: { id?: string; version?: number; change: TagChange }) =>
      id && version !== undefined
        ? answer(api.PUT("/api/v1/tags/{tag_id}", { params: { path: { tag_id: id } }, body: { ...change, expected_version: version } }))
        : answer(api.POST("/api/v1/tags", { body: change })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["tags"] }),
  });
}

export function useRetireTag() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answer(api.POST("/api/v1/tags/{tag_id}/retire", { params: { path: { tag_id: id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["tags"] }),
  });
}
