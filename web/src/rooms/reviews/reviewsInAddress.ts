import { REVIEW_STATES, type ReviewState } from "@/live/shapes";
import type { ReviewsFilter } from "@/rooms/reviews/queries";

export const DUES = ["today", "week"] as const;

/** Whether a review still waits for somebody. */
export const waits = (state: ReviewState): boolean => state === "open" || state === "postponed";

/** The filter in an address; what is open, unless it says otherwise. */
export function reviewsFilterIn(parameters: URLSearchParams): ReviewsFilter {
  return {
    state: REVIEW_STATES.find((state) => state === parameters.get("state")) ?? "open",
    policy: parameters.get("policy") ?? undefined,
    due: DUES.find((due) => due === parameters.get("due")),
    assigned_to: parameters.get("assigned") === "me" ? "me" : undefined,
  };
}

/** The address with one condition set, or taken out. */
export function withCondition(parameters: URLSearchParams, name: string, value: string | undefined): URLSearchParams {
  const next = new URLSearchParams(parameters);
  if (value) next.set(name, value);
  else next.delete(name);
  return next;
}
