import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

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

export const useCustomer = (whom: Whom) =>
  useQuery({
    queryKey: [...keyOf(whom.id), "record", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}", { params: params(whom) })),
  });

export const useExplanation = (whom: Whom) =>
  useQuery({
    queryKey: [...keyOf(whom.id), "explanation", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/explanation", { params: params(whom) })),
  });

/** Where the customer stands now; not asked for a past day, for which the explanation tells all. */
export const useTier = ({ id, asOf }: Whom) =>
  useQuery({
    queryKey: [...keyOf(id), "tier"],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/tier", { params: { path: { customer_id: id } } })),
    enabled: asOf === null,
  });

export const useTags = (whom: Whom) =>
  useQuery({
    queryKey: [...keyOf(whom.id), "tags", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/tags", { params: params(whom) })),
  });

export const useFigures = (whom: Whom) =>
  useQuery({
    queryKey: [...keyOf(whom.id), "figures", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/features", { params: params(whom) })),
  });

export const useRhythm = (whom: Whom) =>
  useQuery({
    queryKey: [...keyOf(whom.id), "rhythm", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/rhythm", { params: params(whom) })),
  });

export const usePayments = (whom: Whom) =>
  useQuery({
    queryKey: [...keyOf(whom.id), "payments", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/payments", { params: params(whom) })),
  });

export const useSimilar = (whom: Whom) =>
  useQuery({
    queryKey: [...keyOf(whom.id), "similar", whom.asOf],
    queryFn: () => answer(api.GET("/api/v1/customers/{customer_id}/similar", { params: params(whom) })),
  });

export const useHistory = (id: string) =>
  useQuery({
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

const TIMELINE_PAGE = 40;

/** What happened, newest first, page by page. */
export const useTimeline = (id: string) =>
  useInfiniteQuery({
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

const LATEST_ORDERS = 10;

export const useLatestOrders = (id: string) =>
  useQuery({
    queryKey: [...keyOf(id), "orders"],
    queryFn: () =>
      answer(
        api.GET("/api/v1/customers/{customer_id}/orders", {
          params: { path: { customer_id: id }, query: { limit: LATEST_ORDERS } },
        }),
      ),
  });

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
