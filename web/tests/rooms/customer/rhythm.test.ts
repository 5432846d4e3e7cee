import { describe, expect, it } from "vitest";

import { calendar, daysAfter, daysBetween } from "@/rooms/customer/rhythm";

const DAYS = [
  { day: "2026-03-02", orders: 1, amount: "100.00" },
  { day: "2026-03-05", orders: 2, amount: "400.00" },
  { day: "2026-03-31", orders: 1, amount: "9000.00" },
];

describe("the calendar of purchases", () => {
  it("has weeks from Monday to Sunday and leaves days outside the period out", () => {
    const { weeks } = calendar(DAYS, "2026-03-03", "2026-03-15");

    expect(weeks).toHaveLength(2);
    expect(weeks[0]?.map((square) => square?.day ?? null)).toEqual([
      null,
      "2026-03-03",
      "2026-03-04",
      "2026-03-05",
      "2026-03-06",
      "2026-03-07",
      "2026-03-08",
    ]);
  });

  it("deepens by the customer's own purchases", () => {
    const squares = calendar(DAYS, "2026-03-01", "2026-03-31").weeks.flat();

    expect(squares.filter((s) => s?.orders).map((s) => [s?.amount, s?.depth])).toEqual([
      [100, 1],
      [400, 2],
      [9000, 3],
    ]);
    expect(squares.find((s) => s?.day === "2026-03-03")?.depth).toBe(0);
  });

  it("says where each month begins", () => {
    expect(calendar([], "2026-02-16", "2026-04-02").months.map((m) => m.day)).toEqual(["2026-03-01", "2026-04-01"]);
  });
});

it("counts days over the end of a month", () => {
  expect(daysAfter("2026-02-27", 3)).toBe("2026-03-02");
  expect(daysBetween("2026-03-02", "2026-02-27")).toBe(-3);
});
