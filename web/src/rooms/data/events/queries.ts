import { useQuery } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components, paths } from "@/api/schema";

type Schemas = components["schemas"];
export type ReceivedEvent = Schemas["EventOut"];
export type RejectedEvent = Schemas["RejectedOut"];
export type EventType = Schemas["EventTypeOut"];
export type EventField = Schemas["FieldOfEvent"];
export type EventsQuery = NonNullable<paths["/api/v1/events"]["get"]["parameters"]["query"]>;
export type RejectedQuery = NonNullable<paths["/api/v1/events/rejected"]["get"]["parameters"]["query"]>;

export const EVENTS_KEY = ["events"] as const;

/** Accepted events, the newest first. */
export const fetchEvents = (query: EventsQuery) => answer(api.GET("/api/v1/events", { params: { query } }));

/** What was sent and could not be used, the newest first. */
export const fetchRejected = (query: RejectedQuery) => answer(api.GET("/api/v1/events/rejected", { params: { query } }));

/** The types of event that may be sent, with their fields. */
export const useEventTypes = () =>
  useQuery({ queryKey: [...EVENTS_KEY, "types"], queryFn: () => answer(api.GET("/api/v1/event-types")), staleTime: Infinity });
