import { describe, expect, it } from "vitest";

import { type Field, shownValue } from "@/kit/values";
import { makeFormats } from "@/locale/formats";

const FORMATS = makeFormats({ locale: "zh-CN", currency: "CNY", timezone: "Asia/Shanghai" });
const WORDS = { yes: "是", no: "否" };

const field = (id: string, dtype: Field["dtype"], unit: string | null = null, choices: Field["choices"] = []): Field => ({
  id,
  name: id,
  meaning: "",
  dtype,
  unit,
  family: "value",
  kind: "feature",
  window_days: null,
  better: null,
  choices,
  aliases: [],
});

describe("a value as a reader sees it", () => {
  it.each([
    ["money short", field("spend_365d", "decimal", "元"), "1587000.00", "¥158.7万"],
    ["a share in per cent", field("repurchase_rate", "float", "占比（0 至 1）"), 0.25, "25.0%"],
    ["a change with its sign", field("spend_trend_90d", "float", "倍"), -0.33, "-33%"],
    ["a count with its unit", field("orders_90d", "int", "单"), 12, "12 单"],
    ["a measure with one decimal", field("cycle_days", "float", "天"), 5.068, "5.1 天"],
    ["a choice by its name", field("customer_type", "text", null, [{ id: "canteen", name: "食堂" }]), "canteen", "食堂"],
    ["a word that is no choice as it is", field("city", "text"), "成都", "成都"],
    ["a day", field("last_order_on", "date"), "2026-10-30", "2026-10-30"],
    ["yes and no", field("has_phone", "bool"), true, "是"],
    ["nothing", field("cycle_days", "float", "天"), null, "–"],
    ["zero, which is not nothing", field("overdue_amount", "decimal", "元"), "0.00", "¥0"],
  ])("%s", (_, about, value, expected) => {
    expect(shownValue(FORMATS, WORDS, about, value)).toBe(expected);
  });
});
