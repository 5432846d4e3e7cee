import { describe, expect, it } from "vitest";

import { balance, changes, latestTwo } from "@/rooms/overview/moves";

const LINKS = [
  { source: "gold", target: "platinum", customers: 3 },
  { source: "gold", target: "gold", customers: 40 },
  { source: "platinum", target: "silver", customers: 2 },
  { source: "absent", target: "silver", customers: 7 },
];

describe("the balance of moves", () => {
  it("counts who rose and fell by rank, newcomers as changed but neither", () => {
    expect(balance(LINKS, ["platinum", "gold", "silver"])).toEqual({ up: 3, down: 2, stayed: 40, moved: 12 });
  });

  it("keeps only changes where only those are wanted", () => {
    expect(changes(LINKS)).toHaveLength(3);
  });
});

describe("the two newest gradings", () => {
  it("are two days, however often a day was graded", () => {
    expect(latestTwo(["2026-03-31", "2026-01-31", "2026-03-31", "2026-02-28"].map((as_of) => ({ as_of })))).toEqual({
      from: "2026-02-28",
      to: "2026-03-31",
    });
  });

  it("do not exist after the first grading", () => {
    expect(latestTwo([{ as_of: "2026-03-31" }])).toBeNull();
  });
});
