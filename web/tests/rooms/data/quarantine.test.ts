import { expect, test } from "vitest";

import type { QuarantinedRow } from "@/rooms/data/queries";
import { cellOf, columnsOf, corrections, withCell, withColumn } from "@/rooms/data/quarantine/edits";

const row = (id: number, header: string | null, raw: Record<string, string | null>) => ({ id, header, raw }) as QuarantinedRow;

const DAY = row(1, "下单时间", { 订单号: "A-1", 下单时间: "2026-02-30", 数量: "3" });
const NUMBER = row(2, "数量", { 订单号: "A-2", 下单时间: "2026-02-28", 数量: null });

test("a changed cell is kept, and forgotten when it is as in the file again", () => {
  const edits = withCell({}, DAY, "下单时间", "2026-03-02");

  expect(edits).toEqual({ 1: { 下单时间: "2026-03-02" } });
  expect(cellOf(DAY, "下单时间", edits)).toBe("2026-03-02");
  expect(cellOf(NUMBER, "数量", edits)).toBe("");
  expect(withCell(edits, DAY, "下单时间", "2026-02-30")).toEqual({});
});

test("one column of several rows is set at once", () => {
  expect(withColumn({}, [DAY, NUMBER], "数量", "3")).toEqual({ 2: { 数量: "3" } });
});

test("the columns that failed stand first", () => {
  expect(columnsOf([DAY, NUMBER])).toEqual(["下单时间", "数量", "订单号"]);
  expect(columnsOf([row(3, null, { "#text": "a;b" })])).toEqual(["#text"]);
});

test("changed rows are sent, and selected ones as they stood", () => {
  const edits = withCell({}, NUMBER, "数量", "2");

  expect(corrections(edits, new Set([1]))).toEqual([
    { id: 1, values: {} },
    { id: 2, values: { 数量: "2" } },
  ]);
});
