import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components, paths } from "@/api/schema";

type Schemas = components["schemas"];
export type ReviewsQuery = NonNullable<paths["/api/v1/reviews"]["get"]["parameters"]["query"]>;
export type Evidence = Schemas["ReviewEvidence"];
export type DecisionWish = Schemas["Decided"];
export type Decision = DecisionWish["decision"];
export type Policies = Schemas["Policies"];
export type Policy = Schemas["PolicyAnswer"];
export type PolicyDraft = Schemas["PolicyDraft"];

export const REVIEWS_KEY = ["reviews"] as const;

/** Which reviews: as the address says. */
export type ReviewsFilter = Pick<ReviewsQuery, "state" | "policy" | "due" | "assigned_to">;

/** A page of reviews, the nearest deadline first. */
export const fetchReviews = (query: ReviewsQuery) => answer(api.GET("/api/v1/reviews", { params: { query } }));

export const useReview = (id: number) =>
  useQuery({
    queryKey: [...REVIEWS_KEY, "one", id],
    queryFn: () => answer(api.GET("/api/v1/reviews/{review_id}", { params: { path: { review_id: id } } })),
  });

/** Has the queue, its items and the customers they are about read again. */
function useReviewsChanged(): () => void {
  const cache = useQueryClient();
  return () => {
    void cache.invalidateQueries({ queryKey: REVIEWS_KEY });
    void cache.invalidateQueries({ queryKey: ["customer"], predicate: ({ queryKey }) => queryKey[2] !== "contacts" });
  };
}

/** Decides several reviews alike; tells which could not be, and why. */
export function useDecide() {
  const onSuccess = useReviewsChanged();
  return useMutation({
    mutationFn: (body: DecisionWish) => answer(api.POST("/api/v1/reviews/decide", { body })),
    onSuccess,
  });
}

/** Gives a review to somebody else to decide. */
export function useAssign(id: number) {
  const onSuccess = useReviewsChanged();
  return useMutation({
    mutationFn: (to: string) =>
      answer(api.POST("/api/v1/reviews/{review_id}/assign", { params: { path: { review_id: id } }, body: { to } })),
    onSuccess,
  });
}

/** Who may decide a review. */
export const useReviewers = (review_id: number) =>
  useQuery({
    queryKey: [...REVIEWS_KEY, "reviewers", review_id],
    queryFn: () => answer(api.GET("/api/v1/reviews/reviewers", { params: { query: { review_id } } })),
    staleTime: 300_000,
  });

const POLICIES_KEY = ["reviewPolicies"] as const;

export const usePolicies = () =>
  useQuery({ queryKey: POLICIES_KEY, queryFn: () => answer(api.GET("/api/v1/review-policies")) });

/** Puts a new version of all policies in force. */
export function useKeepPolicies() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["PoliciesWanted"]) => answer(api.PUT("/api/v1/review-policies", { body })),
    onSuccess: (kept) => cache.setQueryData(POLICIES_KEY, kept),
  });
}
