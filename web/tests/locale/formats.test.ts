import { describe, expect, test } from "vitest";

import { makeFormats } from "@/locale/formats";

const zh = makeFormats({ locale: "zh-CN", currency: "CNY", timezone: "Asia/Shanghai" });
const en = makeFormats({ locale: "en", currency: "CNY", timezone: "Asia/Shanghai" });

describe("money", () => {
  test.each([
    ["1234.5", "¥1,234.50", "¥1,235"],
    ["70599123.45", "¥70,599,123.45", "¥7059.9万"],
    ["-20000", "-¥20,000.00", "-¥2.0万"],
    ["0", "¥0.00", "¥0"],
  ])("%s is written in full and short in Chinese", (value, full, short) => {
    expect([zh.money(value), zh.moneyShort(value)]).toEqual([full, short]);
  });

  test("is shortened in thousands and millions in English", () => {
    expect([en.moneyShort("70599123.45"), en.moneyShort("25400")]).toEqual(["¥70.6M", "¥25.4K"]);
  });
});

test.each([null, undefined, "", "nothing"])("%s is a dash, never a zero", (value) => {
  expect([zh.number(value), zh.money(value), zh.share(value), zh.change(value)]).toEqual(["–", "–", "–", "–"]);
});

test("a share of nothing is zero, not a dash", () => {
  expect(zh.share(0)).toBe("0.0%");
});

test("a change tells its direction", () => {
  expect([en.change(0.032), en.change(-0.004), en.difference(12), en.difference(-3)]).toEqual(["+3.2%", "-0.4%", "+12", "-3"]);
});

test("a moment is told in the zone of the company, a day as it is", () => {
  expect([zh.moment("2026-11-21T17:05:00Z"), zh.day("2026-11-20")]).toEqual(["2026-11-22 01:05", "2026-11-20"]);
});

test.each([
  [0.4, "0 秒", "0 s"],
  [90, "1 分 30 秒", "1 min 30 s"],
  [3605, "1 小时 5 秒", "1 h 5 s"],
  [7200, "2 小时", "2 h"],
])("%s seconds are told in at most two units", (seconds, chinese, english) => {
  expect([zh.duration(seconds), en.duration(seconds)]).toEqual([chinese, english]);
});

test("a month is told by its name", () => {
  expect([zh.month("2026-11"), en.month("2026-11-01")]).toEqual(["2026年11月", "Nov 2026"]);
});
