import { describe, expect, test } from "vitest";

import { adjusted, headersRead, howOf, readFrom, stillMissing, withColumn, type Mapping } from "@/rooms/data/wizard/mapping";
import { shownValue } from "@/rooms/data/wizard/values";

const MAPPING: Mapping = { entity: "orders", source: "erp", columns: { order_id: "订单号", quantity: { column: "数量", negate: true } } };

describe("how a column is filled", () => {
  test.each([
    [undefined, { kind: "nothing" }],
    ["订单号", { kind: "column", header: "订单号", adjusted: false }],
    [{ column: "数量", scale: "0.01" }, { kind: "column", header: "数量", adjusted: true }],
    [{ const: "sale" }, { kind: "fixed", value: "sale" }],
    [{ sum: ["金额", "税额"] }, { kind: "made" }],
  ])("%o", (expression, how) => {
    expect(howOf(expression)).toEqual(how);
  });
});

test("a column is filled, and emptied again, without touching the others", () => {
  const filled = withColumn(MAPPING, "sku_code", "商品编码");

  expect(filled.columns.sku_code).toBe("商品编码");
  expect(withColumn(filled, "sku_code", undefined)).toEqual(MAPPING);
});

test("another header keeps the adjustments", () => {
  expect(readFrom({ column: "数量", negate: true }, "件数")).toEqual({ column: "件数", negate: true });
  expect(readFrom("数量", "件数")).toBe("件数");
});

test("an adjustment that is taken back leaves only the header", () => {
  const scaled = adjusted("单价", { scale: "0.01" });

  expect(scaled).toEqual({ column: "单价", scale: "0.01" });
  expect(adjusted(scaled, { scale: "" })).toBe("单价");
  expect(adjusted("日期", { formats: [] })).toBe("日期");
});

test("every header that a value is read from counts as used", () => {
  const mapping: Mapping = {
    ...MAPPING,
    columns: {
      order_id: { concat: ["门店", "单号"], sep: "-" },
      net_amount: { sum: ["金额", { column: "税额", negate: true }] },
      line_kind: { cases: [{ when: { column: "类型" }, value: { column: "种类" } }], otherwise: { const: "sale" } },
      quantity: { column: "数量", default: "1", formats: ["%d"] },
    },
  };

  expect([...headersRead(mapping)].sort()).toEqual(["单号", "数量", "种类", "税额", "金额", "门店"].sort());
});

test("required columns without a filling are missing", () => {
  expect(stillMissing(MAPPING, ["order_id", "sku_code"])).toEqual(["sku_code"]);
});

test.each([
  ["12.5000", "12.5"],
  ["3.000", "3"],
  ["100", "100"],
  [true, "✓"],
  [null, ""],
  ["2026-11-18T01:30:00Z", "2026-11-18 09:30"],
  ["SO-1.50x", "SO-1.50x"],
])("the stored value %o is shown as %s", (value, shown) => {
  expect(shownValue(value)).toBe(shown);
});

test("a word of a list is shown by its name", () => {
  expect(shownValue("sale", { choices: [{ id: "sale", name: "销售" }] })).toBe("销售");
});
