import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { ask } from "@/api/ask";
import type { Named, Page } from "@/api/shapes";
import type { Decided, Review, ReviewPolicy, ReviewState } from "@/live/shapes";

export const REVIEWS_KEY = ["reviews"] as const;

/** Which reviews: as the address says. */
export type ReviewsFilter = { state?: ReviewState[]; policy?: string[]; overdue?: boolean; assigned?: "me" };

/** A page of reviews, the nearest deadline first. */
export const fetchReviews = (query: ReviewsFilter & { cursor?: string; limit: number }) =>
  ask<Page<Review>>("GET", "/reviews", { query });

export const useReview = (id: string) =>
  useQuery({ queryKey: [...REVIEWS_KEY, "one", id], queryFn: () => ask<Review>("GET", `/reviews/${encodeURIComponent(id)}`) });

export type Decision = "confirm" | "postpone" | "override";
export type DecisionWish = { ids: number[]; decision: Decision; note: string; until?: string; tier?: string; ends_on?: string };

/** Decides several reviews alike; tells which could not be, and why. */
export const decide = (body: DecisionWish) => ask<Decided>("POST", "/reviews/decide", { body });

/** Has the queue, its items and the customers they are about read again. */
export function useReviewsChanged(): () => void {
  const cache = useQueryClient();
  return () => {
    void cache.invalidateQueries({ queryKey: REVIEWS_KEY });
    void cache.invalidateQueries({ queryKey: ["customer"], predicate: ({ queryKey }) => queryKey[2] !== "contacts" });
  };
}

export function useDecide() {
  const onSuccess = useReviewsChanged();
  return useMutation({ mutationFn: decide, onSuccess });
}

/** Gives a review to somebody else to decide. */
export function useAssign(id: number) {
  const onSuccess = useReviewsChanged();
  return useMutation({ mutationFn: (to: string) => ask<Review>("POST", `/reviews/${id}/assign`, { body: { to } }), onSuccess });
}

const POLICIES_KEY = ["reviewPolicies"] as const;

export const usePolicies = () => useQuery({ queryKey: POLICIES_KEY, queryFn: () => ask<ReviewPolicy[]>("GET", "/review-policies") });

export type PolicyWish = Pick<ReviewPolicy, "on" | "params" | "deadline_days" | "on_lapse">;

/** Puts a new version of a policy in force. */
export function useKeepPolicy(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: PolicyWish) => ask<ReviewPolicy>("PUT", `/review-policies/${id}`, { body }),
    onSuccess: () => cache.invalidateQueries({ queryKey: POLICIES_KEY }),
  });
}

/** Who may decide reviews. */
export const useReviewers = () =>
  useQuery({ queryKey: [...REVIEWS_KEY, "reviewers"], queryFn: () => ask<Named[]>("GET", "/reviews/reviewers"), staleTime: 300_000 });
