import { useQuery } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { Named } from "@/api/shapes";

export type TierMeta = Named & { rank: number; benefits?: Record<string, unknown> };
export type StageMeta = Named & { meaning?: string };

export type Meta = {
  as_of?: string | null;
  grading_id?: string | number | null;
  graded_at?: string | null;
  facts_until?: string | null;
  last_import_at?: string | null;
  scheme?: { id: string; version: number; name: string } | null;
  tiers: TierMeta[];
  stages: StageMeta[];
  labels: Named[];
  gradings: { id: string | number; as_of: string }[];
  regions: Named[];
  channels: Named[];
  types: Named[];
  categories: Named[];
  managers: string[];
  teams: string[];
};

/** The words that every page needs: tiers, stages, regions, the days that were graded. Read once per minute. */
export const useMeta = () =>
  useQuery({ queryKey: ["meta"], queryFn: () => answer<Meta>(api.GET("/api/v1/meta")) });
