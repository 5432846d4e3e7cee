import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components, paths } from "@/api/schema";
import type { CustomerFilter } from "@/filter/customerFilter";

type Schemas = components["schemas"];
export type CustomerRow = Schemas["CustomerRow"];
export type Counts = Schemas["Counts"];
export type View = Schemas["ViewAnswer"];
export type ViewDraft = Schemas["ViewDraft"];
export type CustomersQuery = NonNullable<paths["/api/v1/customers"]["get"]["parameters"]["query"]>;
export type MovedQuery = NonNullable<paths["/api/v1/overview/moves/customers"]["get"]["parameters"]["query"]>;

/** A page of customers. */
export const fetchCustomers = (query: CustomersQuery) => answer(api.GET("/api/v1/customers", { params: { query } }));

/** A page of the customers of one move between two gradings. */
export const fetchMoved = (query: MovedQuery) => answer(api.GET("/api/v1/overview/moves/customers", { params: { query } }));

/** How many fit, can be reached, may be contacted. */
export const useCounts = (filter: CustomerFilter) =>
  useQuery({
    queryKey: ["customers", "count", filter],
    queryFn: () => answer(api.GET("/api/v1/customers/count", { params: { query: filter } })),
    placeholderData: keepPreviousData,
  });

const VIEWS = ["views", "customers"] as const;

/** The viewer's saved views of the customer list, and those that colleagues share. */
export const useViews = () =>
  useQuery({
    queryKey: VIEWS,
    queryFn: () => answer(api.GET("/api/v1/views", { params: { query: { page: "customers" } } })),
  });

/** Saves a new view. */
export function useSaveView() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ViewDraft) => answer(api.POST("/api/v1/views", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: VIEWS }),
  });
}

/** Puts another query and other columns into a view. */
export function useChangeView() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: { id: number; query: ViewDraft["query"]; columns: string[] }) =>
      answer(api.PATCH("/api/v1/views/{view_id}", { params: { path: { view_id: id } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: VIEWS }),
  });
}

/** Removes a view. */
export function useRemoveView() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => answer(api.DELETE("/api/v1/views/{view_id}", { params: { path: { view_id: id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: VIEWS }),
  });
}
