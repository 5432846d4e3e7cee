import { REVIEW_STATES, type ReviewState } from "@/live/shapes";
import type { ReviewsFilter } from "@/rooms/reviews/queries";

/** Those that wait for somebody, as the queue shows them unless asked for others. */
export const WAITING: readonly ReviewState[] = ["open", "postponed"];

/** The filter in an address. */
export function reviewsFilterIn(parameters: URLSearchParams): ReviewsFilter {
  const state = REVIEW_STATES.find((known) => known === parameters.get("state"));
  const policy = parameters.getAll("policy");
  return {
    state: state ? [state] : [...WAITING],
    ...(policy.length && { policy }),
    ...(parameters.get("overdue") === "1" && { overdue: true }),
    ...(parameters.get("assigned") === "me" && { assigned: "me" as const }),
  };
}

/** The address with one condition set, or taken out. */
export function withCondition(parameters: URLSearchParams, name: string, value: string | undefined): URLSearchParams {
  const next = new URLSearchParams(parameters);
  if (value) next.set(name, value);
  else next.delete(name);
  return next;
}
