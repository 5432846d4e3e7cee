import { describe, expect, it } from "vitest";

import { byRemarkable, grouped, standing } from "@/rooms/customer/peers";

describe("a customer beside its peers", () => {
  it.each([
    ["spends more than most", { value: 1, peer_rank: 0.9, better: "high" }, "good"],
    ["waits longer than most", { value: 1, peer_rank: 0.9, better: "low" }, "poor"],
    ["waits less than most", { value: 1, peer_rank: 0.1, better: "low" }, "good"],
    ["is like the others", { value: 1, peer_rank: 0.5, better: "high" }, "usual"],
    ["has no better direction", { value: 1, peer_rank: 0.99, better: null }, "usual"],
    ["cannot be compared", { value: null, peer_rank: null, better: "high" }, "usual"],
  ])("%s", (_, feature, expected) => {
    expect(standing(feature)).toBe(expected);
  });

  it("shows the remarkable first and what cannot be compared last", () => {
    const ranks = [0.5, null, 0.95, 0.02].map((peer_rank) => ({ value: 1, peer_rank }));

    expect(byRemarkable(ranks).map((f) => f.peer_rank)).toEqual([0.02, 0.95, 0.5, null]);
  });
});

it("groups in the order of the first member", () => {
  expect(grouped(["beef", "tripe", "bread"], (word) => word[0]!)).toEqual([
    ["b", ["beef", "bread"]],
    ["t", ["tripe"]],
  ]);
});
