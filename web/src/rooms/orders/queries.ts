import { useQuery } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components, paths } from "@/api/schema";

export type OrderRow = components["schemas"]["OrderRow"];
export type OrderAnswer = components["schemas"]["OrderAnswer"];
export type OrderLine = components["schemas"]["OrderLine"];
export type OrdersQuery = NonNullable<paths["/api/v1/orders"]["get"]["parameters"]["query"]>;

/** Which order: its number is unique within its source. */
export type OrderKey = { source: string; orderId: string };

/** A page of orders. */
export const fetchOrders = (query: OrdersQuery) => answer(api.GET("/api/v1/orders", { params: { query } }));

/** One order with its lines. */
export const useOrder = (key: OrderKey | null) =>
  useQuery({
    queryKey: ["order", key],
    queryFn: () =>
      answer(
        api.GET("/api/v1/orders/{source}/{order_id}", {
          params: { path: { source: key!.source, order_id: key!.orderId } },
        }),
      ),
    enabled: key !== null,
  });
