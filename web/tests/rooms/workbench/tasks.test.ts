import { describe, expect, test } from "vitest";

import { dueOf } from "@/kit/DueDay";
import { daysFrom, today } from "@/kit/today";
import { byManager } from "@/rooms/workbench/queries";
import { tasksFilterIn, withCondition } from "@/rooms/workbench/tasksInAddress";

describe("the filter in an address", () => {
  const read = (address: string) => tasksFilterIn(new URLSearchParams(address));

  test("shows what is to be done unless it says otherwise", () => {
    expect(read("")).toEqual({ state: "open" });
    expect(read("state=done&kind=complaint&manager=周&due=overdue")).toEqual({ state: "done", kind: "complaint", manager: "周", due: "overdue" });
  });

  test("leaves out what nobody knows", () => {
    expect(read("state=lost&due=never")).toEqual({ state: "open" });
  });

  test("changes one condition and keeps the others", () => {
    const before = new URLSearchParams("kind=complaint&due=today");

    expect(withCondition(before, "due", undefined).toString()).toBe("kind=complaint");
    expect(withCondition(before, "manager", "li").toString()).toBe("kind=complaint&due=today&manager=li");
  });
});

test("chosen tasks are handed over by whose they are; those of nobody stay", () => {
  const tasks = [
    { id: 1, manager: "zhou" },
    { id: 2, manager: "li" },
    { id: 3, manager: "zhou" },
    { id: 4, manager: null },
  ];

  expect(byManager(tasks)).toEqual([
    { from: "zhou", task_ids: [1, 3] },
    { from: "li", task_ids: [2] },
  ]);
});

const PLACE = { currency: "CNY", timezone: "Asia/Shanghai", daysBehind: 0 };

describe("how near a day is", () => {
  test.each([
    ["2026-11-18", "overdue", 3, "late"],
    ["2026-11-21", "today", 0, "near"],
    ["2026-11-22", "tomorrow", 1, "near"],
    ["2026-12-01", "in", 10, "far"],
  ])("%s is %s", (day, key, days, tone) => {
    expect(dueOf(day, "2026-11-21")).toEqual({ key, days, tone });
  });

  test("is reckoned from the company's day, not the browser's", () => {
    expect(today(new Date("2026-11-20T17:00:00Z"), { ...PLACE, timezone: "Asia/Shanghai" })).toBe("2026-11-21");
    expect(today(new Date("2026-11-20T17:00:00Z"), { ...PLACE, timezone: "America/New_York" })).toBe("2026-11-20");
    expect(today(new Date("2026-11-20T17:00:00Z"), { ...PLACE, daysBehind: 21 })).toBe("2026-10-31");
    expect(daysFrom("2026-03-30", "2026-03-28")).toBe(2);
  });
});
