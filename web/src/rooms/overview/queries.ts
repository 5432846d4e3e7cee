import { keepPreviousData, type QueryClient, queryOptions, skipToken, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components, paths } from "@/api/schema";
import { useCalmRefresh } from "@/live/useCalmRefresh";

export type Overview = components["schemas"]["Overview"];
export type Part = components["schemas"]["Part"];
export type Rfm = components["schemas"]["Rfm"];
export type Moves = components["schemas"]["Moves"];
export type Trend = components["schemas"]["Trend"];
export type CustomerRow = components["schemas"]["CustomerRow"];
export type FilterQuery = NonNullable<paths["/api/v1/overview"]["get"]["parameters"]["query"]>;
export type MovesQuery = NonNullable<paths["/api/v1/overview/moves"]["get"]["parameters"]["query"]>;

const overviewOf = (query: FilterQuery) =>
  queryOptions({
    queryKey: ["overview", query],
    queryFn: () => answer(api.GET("/api/v1/overview", { params: { query } })),
    placeholderData: keepPreviousData,
  });

const trendOf = (query: FilterQuery) =>
  queryOptions({
    queryKey: ["overview", "trend", query],
    queryFn: () => answer(api.GET("/api/v1/overview/trend", { params: { query } })),
    placeholderData: keepPreviousData,
  });

/** Starts reading the state of the customers that fit, and how it came to be. */
export function readOverview(cache: QueryClient, query: FilterQuery): void {
  void cache.prefetchQuery(overviewOf(query));
  void cache.prefetchQuery(trendOf(query));
}

/** The state of the customers that fit; the former stays on screen while the next one loads. */
export const useOverview = (query: FilterQuery) => useQuery(overviewOf(query));

/** Customers per tier and stage over all gradings. */
export const useTrend = (query: FilterQuery) => useQuery(trendOf(query));

/** Who went where between two gradings; without them nothing is asked. */
export const useMoves = (query: MovesQuery | null) =>
  useQuery({
    queryKey: ["overview", "moves", query],
    queryFn: query ? () => answer(api.GET("/api/v1/overview/moves", { params: { query } })) : skipToken,
    placeholderData: keepPreviousData,
  });

/** Figures over all customers may be this old, so asking oftener would bring nothing. */
const OVERALL_PAUSE_MS = 15_000;

/** Keeps the overview and its day as they are now; a past day stays. */
export function useFollowingOverview(past: boolean): void {
  const cache = useQueryClient();
  useCalmRefresh({
    concerns: (news) => !past && news.customers.size > 0,
    refresh: () => {
      void cache.invalidateQueries({ queryKey: ["overview"] });
      void cache.invalidateQueries({ queryKey: ["meta"] });
    },
    pause: OVERALL_PAUSE_MS,
  });
}
