import { useQuery } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

export type Meta = components["schemas"]["Meta"];

/** The words that every page needs: tiers, stages, regions, the days that were graded. Read once per minute. */
export const useMeta = () =>
  useQuery({ queryKey: ["meta"], queryFn: () => answer(api.GET("/api/v1/meta")) });
