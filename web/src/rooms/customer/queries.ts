import { infiniteQueryOptions, type QueryClient, queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";
import { LATEST_ORDERS, TIMELINE_PAGE } from "@/rooms/customer/usual";

type Schemas = components["schemas"];
export type CustomerAnswer = Schemas["CustomerAnswer"];
export type Explanation = Schemas["ExplanationAnswer"];
export type TierAnswer = Schemas["TierAnswer"];
export type FigureOfCustomer = Schemas["FigureOfCustomer"];
export type TagHeld = Schemas["TagHeld"];
export type Rhythm = Schemas["Rhythm"];
export type Payments = Schemas["Payments"];
export type Event = Schemas["Event"];
export type Contact = Schemas["Contact"];
export type LedgerLine = Schemas["LedgerLine"];
export type SimilarCustomer = Schemas["SimilarCustomer"];

/** One customer as of a day; none means the newest results. */
export type Whom = { id: string; asOf: string | null };

/** Everything that was read of one customer, so that one write makes all of it read again. */
const keyOf = (id: string) => ["customer", id] as const;

const params = ({ id, asOf }: Whom) => ({ path: { customer_id: id }, query: asOf ? { as_of: asOf } : {} });

const recordOf = (whom: Whom) =>
  queryOptions({
    queryKey: [...keyOf(whom.id), "record", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}", { params: params(whom) })),
  });

const explanationOf = (whom: Whom) =>
  queryOptions({
    queryKey: [...keyOf(whom.id), "explanation", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/explanation", { params: params(whom) })),
  });

/** Where the customer stands now; not asked for a past day, for which the explanation tells all. */
const tierOf = ({ id, asOf }: Whom) =>
  queryOptions({
    queryKey: [...keyOf(id), "tier"],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/tier", { params: { path: { customer_id: id } } })),
    enabled: asOf === null,
  });

const tagsOf = (whom: Whom) =>
  queryOptions({
    queryKey: [...keyOf(whom.id), "tags", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/tags", { params: params(whom) })),
  });

const figuresOf = (whom: Whom) =>
  queryOptions({
    queryKey: [...keyOf(whom.id), "figures", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/features", { params: params(whom) })),
  });

const rhythmOf = (whom: Whom) =>
  queryOptions({
    queryKey: [...keyOf(whom.id), "rhythm", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/rhythm", { params: params(whom) })),
  });

const paymentsOf = (whom: Whom) =>
  queryOptions({
    queryKey: [...keyOf(whom.id), "payments", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/payments", { params: params(whom) })),
  });

const similarOf = (whom: Whom) =>
  queryOptions({
    queryKey: [...keyOf(whom.id), "similar", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/similar", { params: params(whom) })),
  });

const historyOf = (id: string) =>
  queryOptions({
    queryKey: [...keyOf(id), "history"],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/history", { params: { path: { customer_id: id } } })),
  });

/** The people at the customer. Asked only when somebody wants to see them, since it is recorded. */
export const useContacts = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: [...keyOf(id), "contacts"],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/contacts", { params: { path: { customer_id: id } } })),
    enabled,
    staleTime: Infinity,
  });

/** What happened, newest first, page by page. */
const timelineOf = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...keyOf(id), "timeline"],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/customers/{customer_id}/timeline", {
          params: { path: { customer_id: id }, query: { limit: TIMELINE_PAGE, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

const latestOrdersOf = (id: string) =>
  queryOptions({
    queryKey: [...keyOf(id), "orders"],
    queryFn: () =>
      answer(
        api.GET("/api/v1/customers/{customer_id}/orders", {
          params: { path: { customer_id: id }, query: { limit: LATEST_ORDERS } },
        }),
      ),
  });

export const useCustomer = (whom: Whom) => useQuery(recordOf(whom));
export const useExplanation = (whom: Whom) => useQuery(explanationOf(whom));
export const useTier = (whom: Whom) => useQuery(tierOf(whom));
export const useTags = (whom: Whom) => useQuery(tagsOf(whom));
export const useFigures = (whom: Whom) => useQuery(figuresOf(whom));
export const useRhythm = (whom: Whom) => useQuery(rhythmOf(whom));
export const usePayments = (whom: Whom) => useQuery(paymentsOf(whom));
export const useSimilar = (whom: Whom) => useQuery(similarOf(whom));
export const useHistory = (id: string) => useQuery(historyOf(id));
export const useLatestOrders = (id: string) => useQuery(latestOrdersOf(id));
export const useTimeline = (id: string) => useInfiniteQuery(timelineOf(id));

/**
 * Starts reading what is seen first: the first tab of a phone, all that stands in the window of a wide page. Settled when
 * it has come or failed.
 */
export async function readFirst(cache: QueryClient, whom: Whom, phone: boolean): Promise<void> {
  await Promise.all([
    cache.prefetchQuery(recordOf(whom)),
    cache.prefetchQuery(explanationOf(whom)),
    whom.asOf === null && cache.prefetchQuery(tierOf(whom)),
    !phone && cache.prefetchQuery(figuresOf(whom)),
    !phone && cache.prefetchQuery(tagsOf(whom)),
  ]);
}

function readBelow(cache: QueryClient, whom: Whom): void {
  void cache.prefetchQuery(rhythmOf(whom));
  void cache.prefetchQuery(paymentsOf(whom));
  void cache.prefetchQuery(latestOrdersOf(whom.id));
  void cache.prefetchInfiniteQuery(timelineOf(whom.id));
  void cache.prefetchQuery(similarOf(whom));
  void cache.prefetchQuery(historyOf(whom.id));
}

/**
 * Reads a wide page: what stands in the window at once, what stands below it when that has come, so that the server
 * has not to work on both. True from then on.
 */
export function useReadInOrder({ id, asOf }: Whom, wide: boolean): boolean {
  const cache = useQueryClient();
  const [come, setCome] = useState<string>();
  const whose = `${id} ${asOf}`;
  useEffect(() => {
    if (!wide) return;
    let left = false;
    void readFirst(cache, { id, asOf }, false).then(() => {
      if (left) return;
      setCome(`${id} ${asOf}`);
      readBelow(cache, { id, asOf });
    });
    return () => {
      left = true;
    };
  }, [cache, id, asOf, wide]);
  return come === whose;
}

/** Keeps everybody from contacting the customer. */
export function useBlock(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { reason: string; until?: string | null }) =>
      answer(api.PUT("/api/v1/customers/{customer_id}/block", { params: { path: { customer_id: id } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: keyOf(id) }),
  });
}

/** Lets the customer be contacted again. */
export function useUnblock(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/customers/{customer_id}/block", { params: { path: { customer_id: id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: keyOf(id) }),
  });
}
