import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components, paths } from "@/api/schema";

type Schemas = components["schemas"];
export type Webhook = Schemas["WebhookAnswer"];
export type WebhookDraft = Schemas["WebhookDraft"];
export type Delivery = Schemas["DeliveryAnswer"];
export type DeliveriesQuery = NonNullable<paths["/api/v1/webhooks/{endpoint_id}/deliveries"]["get"]["parameters"]["query"]>;

export const WEBHOOKS_KEY = ["webhooks"] as const;

/** Deliveries change while one looks: what waits is sent, what failed is tried again. */
const LOOK_MS = 5_000;

export const useWebhooks = () =>
  useQuery({ queryKey: WEBHOOKS_KEY, queryFn: () => answer(api.GET("/api/v1/webhooks")), refetchInterval: LOOK_MS });

const at = (id: number) => ({ path: { endpoint_id: id } });

export const fetchDeliveries = (id: number, query: DeliveriesQuery) =>
  answer(api.GET("/api/v1/webhooks/{endpoint_id}/deliveries", { params: { ...at(id), query } }));

function useWebhookWrite<Wish, Told>(write: (wish: Wish) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: write, onSuccess: () => cache.invalidateQueries({ queryKey: WEBHOOKS_KEY }) });
}

/** Adds an endpoint; the answer tells its secret, this one time. */
export const useAddWebhook = () => useWebhookWrite((body: WebhookDraft) => answer(api.POST("/api/v1/webhooks", { body })));

export const useChangeWebhook = () =>
  useWebhookWrite(({ id, ...body }: Schemas["WebhookChange"] & { id: number }) =>
    answer(api.PATCH("/api/v1/webhooks/{endpoint_id}", { params: at(id), body })),
  );

export const useRemoveWebhook = () =>
  useWebhookWrite((id: number) => answer(api.DELETE("/api/v1/webhooks/{endpoint_id}", { params: at(id) })));

/** Has a message sent that says nothing, to see whether it arrives. */
export const useTestWebhook = () =>
  useWebhookWrite((id: number) => answer(api.POST("/api/v1/webhooks/{endpoint_id}/test", { params: at(id) })));

/** Has messages sent again, with the ids that they had. */
export const useReplay = (id: number) =>
  useWebhookWrite((body: Schemas["Replay"]) => answer(api.POST("/api/v1/webhooks/{endpoint_id}/replay", { params: at(id), body })));
