import { expect, test } from "vitest";

import { draftsOf, fieldsOf } from "@/rooms/reviews/policies";
import type { Policies } from "@/rooms/reviews/queries";
import { reviewsFilterIn, withCondition } from "@/rooms/reviews/reviewsInAddress";

test("the queue shows what is open unless its address says otherwise", () => {
  expect(reviewsFilterIn(new URLSearchParams(""))).toEqual({ state: "open" });
  expect(reviewsFilterIn(new URLSearchParams("state=lapsed&policy=big_jump&due=week&assigned=me"))).toEqual({
    state: "lapsed",
    policy: "big_jump",
    due: "week",
    assigned_to: "me",
  });
  expect(reviewsFilterIn(new URLSearchParams("state=lost&assigned=somebody"))).toEqual({ state: "open" });
});

test("a condition taken out leaves the others", () => {
  expect(withCondition(new URLSearchParams("policy=big_jump&due=week"), "policy", undefined).toString()).toBe("due=week");
});

test("policies that nobody touched are sent as they were", () => {
  const answer: Policies = {
    version: 3,
    versions: [],
    policies: [
      {
        id: "big_jump",
        name: "Jump",
        meaning: "",
        on: true,
        holds: true,
        params: [{ id: "steps", name: "Steps", value: 2, low: 2, high: 10 }],
        deadline_days: 7,
        on_lapse: "execute",
      },
    ],
  };

  expect(draftsOf(fieldsOf(answer))).toEqual([{ id: "big_jump", on: true, params: { steps: 2 }, deadline_days: 7, on_lapse: "execute" }]);
});
