import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";
import type { Definition } from "@/rooms/schemes/definition";
import { spokenNow } from "@/locale";

type Schemas = components["schemas"];
export type SchemeAnswer = Schemas["SchemeAnswer"];
export type Version = Schemas["SchemeVersionAnswer"];
export type VersionDetail = Schemas["SchemeVersionDetail"];
export type Forms = Schemas["SchemeForms"];
export type SchemeProblem = Schemas["SchemeProblem"];
export type Move = Schemas["MoveAnswer"];

/** A scheme as somebody writes it: JSON, or the ladder as text to be read onto a base. */
export type Source = { source: Definition } | { source: string; base: Definition };

export const useSchemes = () => useQuery({ queryKey: ["schemes"], queryFn: () => answer(api.GET("/api/v1/schemes")) });

export const useVersion = (id: string, version: number) =>
  useQuery({
    queryKey: ["schemes", id, version],
    queryFn: () => answer(api.GET("/api/v1/schemes/{scheme_id}/{version}", { params: { path: { scheme_id: id, version } } })),
    enabled: id !== "" && version > 0,
  });

export const usePublications = () =>
  useQuery({ queryKey: ["schemes", "publications"], queryFn: () => answer(api.GET("/api/v1/schemes/publications")) });

export const useDiff = (id: string, old: number | undefined, now: number) =>
  useQuery({
    queryKey: ["schemes", id, "diff", old, now],
    queryFn: () =>
      answer(api.GET("/api/v1/schemes/{scheme_id}/diff", { params: { path: { scheme_id: id }, query: { old: old!, new: now } } })),
    enabled: old !== undefined && old !== now,
  });

/** What the server makes of a scheme that is being written: every form of it, or what is wrong and where. */
export const useCheck = (source: Source | null) =>
  useQuery({
    queryKey: ["schemes", "check", source, spokenNow()],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/schemes/check", { body: source!, signal })),
    enabled: source !== null,
    placeholderData: keepPreviousData,
  });

export type Draft = { definition: Definition; note: string; basedOn?: number; id?: string };

/** Keeps a draft as the next version; refused as `stale` where a colleague was faster. */
export function useSaveDraft() {
  return useSchemeChange(({ definition, note, basedOn, id }: Draft) =>
    answer(api.POST("/api/v1/schemes", { body: { source: definition, note, based_on_version: basedOn, scheme_id: id } })),
  );
}

type Deed = { id: string; version: number; note: string };
const where = ({ id, version }: Deed) => ({ path: { scheme_id: id, version } });

export const useSign = () =>
  useSchemeChange((deed: Deed) =>
    answer(api.POST("/api/v1/schemes/{scheme_id}/{version}/sign", { params: where(deed), body: { note: deed.note } })),
  );

export const usePublish = () =>
  useSchemeChange((deed: Deed) =>
    answer(api.POST("/api/v1/schemes/{scheme_id}/{version}/publish", { params: where(deed), body: { note: deed.note } })),
  );

export const useRollBack = () =>
  useSchemeChange((note: string) => answer(api.POST("/api/v1/schemes/rollback", { body: { note } })));

function useSchemeChange<Asked, Told>(mutationFn: (asked: Asked) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => cache.invalidateQueries({ queryKey: ["schemes"] }) });
}

/** Starts a grading of today; the run's id. */
export const useStartGrading = () =>
  useMutation({ mutationFn: async () => (await answer(api.POST("/api/v1/gradings", { body: {} }))).run.id });

export type Trial = { definition: Definition; window_days: 30 | 90 | 365 };

/** Starts a what-if; the run's id. */
export const useTry = () =>
  useMutation({ mutationFn: async (trial: Trial) => (await answer(api.POST("/api/v1/schemes/what-if", { body: trial }))).run.id });

export const useStopRun = () =>
  useMutation({ mutationFn: (id: number) => answer(api.POST("/api/v1/runs/{run_id}/cancel", { params: { path: { run_id: id } } })) });

/** The result of a what-if run. */
export type Side = { tier: string; name: string; customers: number }[];
export type TrialLink = { source: string; target: string; customers: number; spend: string; cost_change: string };
export type TrialResult = {
  as_of: string;
  window_days: number;
  before: Side;
  after: Side;
  links: TrialLink[];
  customers: number;
  customers_moving: number;
  up: number;
  down: number;
  money: Record<"discount_before" | "discount_after" | "coupon_before" | "coupon_after" | "margin_change", string>;
  load: {
    priority_slots_before: number;
    priority_slots_after: number;
    manager_hours_before: string;
    manager_hours_after: string;
  };
  by_type: { type: string; name: string; customers: number; up: number; down: number; margin_change: string }[];
  scores: { bin_points: number; before: number[] | null; after: number[] | null } | null;
};
