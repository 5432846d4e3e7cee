import { describe, expect, it } from "vitest";

import { grouped, mostRemarkable, placeOnLine, standing } from "@/rooms/customer/peers";

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

  it("owes nothing where most owe nothing: that is the middle, whatever the rank", () => {
    const owes = { value: "0.00", peer_median: 0, peer_rank: 0.9, better: "low" };

    expect(standing(owes)).toBe("usual");
    expect(placeOnLine(owes)).toBe(0.5);
  });

  it("shows what is farthest from the middle, at most two of a family, and nothing that cannot be compared", () => {
    const figure = (id: string, family: string, peer_rank: number | null) => ({ id, value: 1, peer_rank, better: "high", family: { id: family } });
    const figures = [
      figure("spend_30d", "value", 0.99),
      figure("spend_90d", "value", 0.98),
      figure("spend_365d", "value", 0.97),
      figure("cycle_days", "cadence", 0.05),
      figure("return_rate_365d", "service", null),
      figure("orders_90d", "cadence", 0.6),
    ];

    expect(mostRemarkable(figures, 10).map(({ id }) => id)).toEqual(["spend_30d", "spend_90d", "cycle_days", "orders_90d"]);
    expect(mostRemarkable(figures, 1)).toHaveLength(1);
  });
});

it("groups in the order of the first member", () => {
  expect(grouped(["beef", "tripe", "bread"], (word) => word[0]!)).toEqual([
    ["b", ["beef", "bread"]],
    ["t", ["tripe"]],
  ]);
});
