import { describe, expect, test } from "vitest";

import { canonical, changed, emptyAtom, emptyGroup, jsonOf, TAG, treeOf, unfinished, withField, withOperator, type Atom } from "@/condition/tree";

const CONDITIONS = [
  { all: [{ field: "recency_days", op: "<", value: "7" }, { tag: "hotpot_lover" }] },
  { any: [{ field: "customer_type", op: "in", value: ["hotpot_shop"] }, { all: [{ field: "has_phone", op: "=", value: true }, { field: "overdue_days", op: "missing" }] }] },
  { not: { any: [{ field: "spend_30d", op: "between", value: ["1", "2"] }, { tag: "x" }] } },
  { not: { tag: "x" } },
  { field: "spend_365d", op: "top", value: "0.1", by: "customer_type" },
  { field: "customer_name", op: "contains", value: "火锅" },
];

describe("a condition as a tree", () => {
  test.each(CONDITIONS)("becomes the same condition again: %j", (json) => {
    expect(jsonOf(treeOf(json))).toEqual(json);
  });

  test("of everyone has no parts", () => {
    expect(treeOf({ always: true }).parts).toEqual([]);
  });

  test("leaves out what is not finished, and says how much that is", () => {
    const tree = { ...treeOf({ tag: "x" }), parts: [...treeOf({ tag: "x" }).parts, emptyAtom()] };

    expect(jsonOf(tree)).toEqual({ tag: "x" });
    expect(unfinished(tree)).toBe(1);
    expect(jsonOf(emptyGroup())).toBeNull();
  });

  test("changes one part and keeps the others", () => {
    const tree = treeOf(CONDITIONS[1]!);
    const inner = tree.parts[1]!;

    expect(jsonOf(changed(tree, inner.key, () => null))).toEqual({ field: "customer_type", op: "in", value: ["hotpot_shop"] });
  });
});

describe("a part", () => {
  const number: Atom = { ...emptyAtom(), field: "spend_30d", op: ">=", value: "3000" };

  test("keeps its value where the new comparison takes one like it", () => {
    expect(withOperator(number, "<", "decimal").value).toBe("3000");
    expect(withOperator(number, "between", "decimal").value).toEqual(["3000", ""]);
    expect(withOperator(number, "top", "decimal").value).toEqual({ share: "0.1", by: null });
  });

  test("begins anew with another field", () => {
    expect(withField(number, TAG, "text", 0)).toMatchObject({ op: "carries", value: "" });
    expect(withField(number, "has_phone", "bool", 0)).toMatchObject({ op: "=", value: true });
    expect(withField(number, "customer_type", "text", 3)).toMatchObject({ op: "in", value: [] });
  });
});

test("two conditions are compared without regard to the order of keys", () => {
  expect(canonical({ b: 1, a: [{ d: 1, c: 2 }] })).toBe(canonical({ a: [{ c: 2, d: 1 }], b: 1 }));
});
