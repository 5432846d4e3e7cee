import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components, paths } from "@/api/schema";
import type { CustomerFilter } from "@/filter/customerFilter";
import type { Question } from "@/rooms/drilldown/pivot";

export type Catalogue = components["schemas"]["Catalogue"];
export type Drilldown = components["schemas"]["Drilldown"];
type Query = NonNullable<paths["/api/v1/drilldown"]["get"]["parameters"]["query"]>;

/** What can be broken down by what. */
export const useCatalogue = () =>
  useQuery({
    queryKey: ["drilldown", "catalogue"],
    queryFn: () => answer(api.GET("/api/v1/drilldown/catalogue")),
    staleTime: Infinity,
  });

/** The table that answers a question about the customers that fit. */
export const useDrilldown = (question: Question, filter: CustomerFilter) =>
  useQuery({
    queryKey: ["drilldown", question, filter],
    // Words in the address that the server does not know are refused by it, with the ones that it does.
    queryFn: () => answer(api.GET("/api/v1/drilldown", { params: { query: { ...filter, ...question } as Query } })),
    placeholderData: keepPreviousData,
  });
