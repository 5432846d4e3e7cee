import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Schedule = Schemas["ScheduleOut"];
export type Trigger = Schemas["TriggerOut"];
export type ScheduleDraft = Schemas["ScheduleIn"];

const SCHEDULES_KEY = ["schedules"] as const;
const LOOK_MS = 30_000;

export const useSchedules = () =>
  useQuery({ queryKey: SCHEDULES_KEY, queryFn: () => answer(api.GET("/api/v1/schedules")), refetchInterval: LOOK_MS });

export const useScheduleKinds = () =>
  useQuery({ queryKey: [...SCHEDULES_KEY, "kinds"], queryFn: () => answer(api.GET("/api/v1/schedules/kinds")), staleTime: Infinity });

/** What is evaluated at once. */
export const useTriggers = () =>
  useQuery({ queryKey: ["triggers"], queryFn: () => answer(api.GET("/api/v1/triggers")), staleTime: Infinity });

/** What a cron expression means, and when it would be due next. */
export const useCron = (cron: string) =>
  useQuery({
    queryKey: [...SCHEDULES_KEY, "preview", cron],
    queryFn: () => answer(api.GET("/api/v1/schedules/preview", { params: { query: { cron } } })),
    enabled: cron.trim() !== "",
    placeholderData: keepPreviousData,
  });

const at = (id: number) => ({ path: { schedule_id: id } });

function useScheduleWrite<Wish, Told>(write: (wish: Wish) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: write, onSuccess: () => cache.invalidateQueries({ queryKey: SCHEDULES_KEY }) });
}

/** Adds a schedule, or changes the one that was read before. */
export const useKeepSchedule = (known: Schedule | null) =>
  useScheduleWrite((body: ScheduleDraft) =>
    known
      ? answer(api.PATCH("/api/v1/schedules/{schedule_id}", { params: at(known.id), body: { ...body, expected_version: known.version } }))
      : answer(api.POST("/api/v1/schedules", { body })),
  );

export const useSwitchSchedule = () =>
  useScheduleWrite(({ id, on }: { id: number; on: boolean }) =>
    answer(api.PATCH("/api/v1/schedules/{schedule_id}", { params: at(id), body: { on } })),
  );

export const useRemoveSchedule = () =>
  useScheduleWrite((id: number) => answer(api.DELETE("/api/v1/schedules/{schedule_id}", { params: at(id) })));

export const useRunNow = () =>
  useScheduleWrite((id: number) => answer(api.POST("/api/v1/schedules/{schedule_id}/run", { params: at(id) })));
