import { describe, expect, it } from "vitest";
import { accept, complete, type Vocabulary } from "@/predicate/completion";

const VOCABULARY: Vocabulary = {
  fields: [
    { id: "spend_30d", name: "近30天消费额", dtype: "decimal", unit: "元", aliases: ["消费金额"] },
    { id: "spend_365d", name: "近365天消费额", dtype: "decimal", unit: "元" },
    { id: "customer_type", name: "客户类型", dtype: "text", choices: [{ id: "hotpot_shop", name: "火锅店" }, { id: "canteen", name: "食堂" }] },
    { id: "top_category", name: "Top category (365 days)", dtype: "text" },
  ],
  tags: [{ id: "hotpot_lover", name: "火锅食材偏好者", meaning: "一半以上买火锅食材" }],
};

function labels(text: string, lang: "zh" | "en" = "zh", caret = text.length) {
  return complete(text, caret, VOCABULARY, lang).suggestions.map((s) => s.label);
}

describe("what may come next in a condition", () => {
  it("begins with fields and tags", () => {
    expect(labels("")).toEqual(["近30天消费额", "近365天消费额", "客户类型", "Top category (365 days)", "火锅食材偏好者"]);
  });

  it("finds a field by a part of its name, by its id and by an alias", () => {
    expect(labels("消费")).toEqual(["近30天消费额", "近365天消费额"]);
    expect(labels("spend_3")).toEqual(["近30天消费额", "近365天消费额"]);
    expect(labels("消费金")).toEqual(["近30天消费额"]);
  });

  it("offers comparisons after a field, in the language of the reader", () => {
    expect(labels("近30天消费额 ")).toContain("介于");
    expect(labels("spend_30d ", "en")).toContain("between");
    expect(labels("客户类型 ")).toContain("属于 (");
    expect(labels("客户类型 ")).not.toContain(">=");
  });

  it("offers the values of a field after a comparison and inside its list", () => {
    expect(labels("客户类型 = ")).toEqual(["火锅店", "食堂"]);
    expect(labels("客户类型 属于 (火锅店, ")).toEqual(["火锅店", "食堂"]);
    expect(labels("customer_type in (can", "en")).toEqual(["食堂"]);
  });

  it("offers nothing where a number is expected or inside quotes", () => {
    expect(labels("近30天消费额 >= ")).toEqual([]);
    expect(labels('customer_name contains "火')).toEqual([]);
  });

  it("offers tags inside tag(…) and joining words after a finished comparison", () => {
    expect(labels("标签(")).toEqual(["火锅食材偏好者"]);
    expect(labels("近30天消费额 >= 3000 ")).toEqual(["且", "或"]);
    expect(labels("近30天消费额 >= 3000 且 ")).toContain("客户类型");
    expect(labels("(客户类型 = 火锅店 or (", "en")).toContain("客户类型");
  });

  it("looks at the place of the caret, not at the end of the text", () => {
    expect(labels("客户 = 火锅店", "zh", 2)).toEqual(["客户类型"]);
  });
});

describe("taking a suggestion", () => {
  it("replaces the typed letters and leaves the caret behind a space", () => {
    const text = "近30天消费额 >= 3000 且 客户";
    const { span, suggestions } = complete(text, text.length, VOCABULARY, "zh");

    expect(accept(text, span, suggestions[0]!)).toEqual({ text: "近30天消费额 >= 3000 且 客户类型 ", caret: 23 });
  });

  it("quotes a name that is more than one word", () => {
    const { span, suggestions } = complete("top_c", 5, VOCABULARY, "en");

    expect(accept("top_c", span, suggestions[0]!).text).toBe("`Top category (365 days)` ");
  });

  it("adds no space before a parenthesis or after one that it opens", () => {
    const { span, suggestions } = complete("标签(火)", 4, VOCABULARY, "zh");

    expect(accept("标签(火)", span, suggestions[0]!).text).toBe("标签(火锅食材偏好者)");
  });
});
