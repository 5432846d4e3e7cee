import { expect, test } from "vitest";

import { searched } from "@/rooms/data/dictionary";
import { remarkable, sourcesOf } from "@/rooms/data/quality";
import type { DictionaryEntity, KeptMapping, Quality, Source } from "@/rooms/data/queries";
import { draftOf, fieldsOf, mappingKey } from "@/rooms/data/sources/draft";

const column = (id: string, name: string, synonyms: string[] = []) => ({ id, name, meaning: "", synonyms, choices: [] });
const DICTIONARY = [
  { entity: "orders", columns: [column("order_id", "订单号", ["单号"]), column("quantity", "数量")] },
  { entity: "skus", columns: [{ ...column("storage", "储存条件"), choices: [{ id: "frozen", name: "冷冻" }] }] },
] as unknown as DictionaryEntity[];

test.each([
  ["", ["order_id", "quantity", "storage"]],
  ["单号", ["order_id"]],
  ["QUANT", ["quantity"]],
  ["冷冻", ["storage"]],
  ["没有", []],
])("searching the dictionary for %o finds %o", (text, found) => {
  expect(searched(DICTIONARY, text).flatMap((entity) => entity.columns.map((one) => one.id))).toEqual(found);
});

const batch = (batch_no: number, source: string, findings: unknown[] = []) => ({ batch_no, source, findings }) as Quality;

test("the busiest source comes first", () => {
  expect(sourcesOf([batch(1, "erp"), batch(2, "till"), batch(3, "till")])).toEqual(["till", "erp"]);
});

test("the newest findings come first, warnings before notes", () => {
  const finding = (severity: string, text: string) => ({ severity, text, audit_name: "" });
  const found = remarkable([batch(1, "erp", [finding("warning", "a")]), batch(2, "erp", [finding("note", "b"), finding("warning", "c")])]);

  expect(found.map((one) => one.text)).toEqual(["c", "b", "a"]);
});

test("a source is sent with only what its kind uses", () => {
  const fields = { ...fieldsOf(null), name: "夜间", location: "erp", table: "t", cursor_column: "id" };

  expect(draftOf(fields, {}, true)).toMatchObject({ pattern: "*.csv", table: "", cursor_column: "", schedule: { every_minutes: 60 } });
  expect(draftOf({ ...fields, kind: "sql", when: "daily" }, {}, true)).toMatchObject({
    pattern: "",
    table: "t",
    query: "",
    cursor_column: "id",
    schedule: { daily_at: "02:30" },
  });
});

test("a known source opens as it is", () => {
  const known = { name: "夜间", kind: "sql", query: "SELECT 1", table: "", schedule: { daily_at: "03:15", every_minutes: null } } as unknown as Source;

  expect(fieldsOf(known)).toMatchObject({ reads: "query", when: "daily", daily_at: "03:15", mapping: "now" });
});

test("mappings are told apart by name or by the batch that used them", () => {
  expect(mappingKey({ id: 3, batch_no: null } as KeptMapping)).toBe("saved:3");
  expect(mappingKey({ id: null, batch_no: 7 } as KeptMapping)).toBe("batch:7");
});
