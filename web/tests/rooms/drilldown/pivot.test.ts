import { describe, expect, it } from "vitest";

import { asCsv, behind, by, type Pivot, questionIn, shades, turned, USUAL, withQuestion } from "@/rooms/drilldown/pivot";

const PIVOT: Pivot = {
  rows: [
    { id: "gold", name: "黄金" },
    { id: "__other__", name: "其他合计" },
  ],
  columns: [
    { id: "beef", name: "牛肉" },
    { id: "tripe", name: "毛肚, 鸭肠" },
  ],
  cells: [
    ["1200.50", "9000000.00"],
    [null, "3.00"],
  ],
  row_totals: ["9001200.50", "3.00"],
  column_totals: ["1200.50", "9000003.00"],
  total: "9001203.50",
  filters: {
    rows: "tier",
    columns: "bought_category",
    orders_rows: "tier",
    orders_columns: "category",
    base: { bought_month: ["2026-01", "2026-02"] },
    orders_base: { month: ["2026-01", "2026-02"] },
  },
};

describe("the question in the URL", () => {
  it("comes back as it was put, the filter untouched", () => {
    const asked = { measure: "margin", rows: "region", columns: null, since: "2026-01-01", until: "2026-03-31" };
    const params = withQuestion(new URLSearchParams("tier=gold&tier=silver"), asked);

    expect(questionIn(params)).toEqual(asked);
    expect(params.getAll("tier")).toEqual(["gold", "silver"]);
  });

  it("leaves the usual question out of the URL", () => {
    expect(withQuestion(new URLSearchParams("rows=team"), USUAL).toString()).toBe("");
    expect(questionIn(new URLSearchParams())).toEqual(USUAL);
  });

  it("exchanges rows and columns, also when one side is given the other's dimension", () => {
    expect(turned(USUAL)).toMatchObject({ rows: "stage", columns: "tier" });
    expect(by(USUAL, "rows", "stage")).toMatchObject({ rows: "stage", columns: "tier" });
    expect(by(USUAL, "columns", "month")).toMatchObject({ rows: "tier", columns: "month" });
    expect(turned({ ...USUAL, columns: null })).toMatchObject({ rows: "tier", columns: null });
  });
});

describe("what lies behind a cell", () => {
  const filter = new URLSearchParams("region=cd&tier=gold&tier=silver");

  it("is the filter narrowed to its row and column", () => {
    const params = behind(PIVOT, { row: "gold", column: "tripe" }, filter, "customers");

    expect(params?.toString()).toBe("region=cd&bought_month=2026-01&bought_month=2026-02&tier=gold&bought_category=tripe");
  });

  it("is put to orders by the orders' own parameters", () => {
    const params = behind(PIVOT, { row: "gold", column: "tripe" }, filter, "orders");

    expect(params?.toString()).toBe("region=cd&month=2026-01&month=2026-02&tier=gold&category=tripe");
  });

  it("of a total is narrowed on one side only", () => {
    expect(behind(PIVOT, { row: null, column: "beef" }, filter, "customers")?.getAll("tier")).toEqual(["gold", "silver"]);
  });

  it("of customers without a value asks for an empty one", () => {
    const pivot = { ...PIVOT, filters: { ...PIVOT.filters, rows: "manager" } };

    expect(behind(pivot, { row: "", column: "beef" }, new URLSearchParams("manager=x"), "customers")?.getAll("manager")).toEqual([""]);
  });

  it("of the category that is called other leads to its customers", () => {
    expect(behind(PIVOT, { row: "gold", column: "other" }, filter, "customers")?.get("bought_category")).toBe("other");
  });

  it("is nothing where rows were gathered or cannot be filtered by", () => {
    expect(behind(PIVOT, { row: "__other__", column: "beef" }, filter, "customers")).toBeNull();
    expect(behind({ ...PIVOT, filters: {} }, { row: "gold", column: null }, filter, "customers")).toBeNull();
  });
});

describe("the heat of a table", () => {
  it("goes by rank, so that one huge cell leaves the others visible", () => {
    expect(shades(PIVOT.cells)).toEqual([
      [4, 5],
      [0, 2],
    ]);
  });

  it("shades neither gaps nor negative values", () => {
    expect(shades([[null, -5, 0, 7]])).toEqual([[0, 0, 0, 5]]);
  });
});

describe("the table as text for a spreadsheet", () => {
  it("has heads and totals, and quotes what needs it", () => {
    expect(asCsv(PIVOT, { total: "合计" })).toBe(
      ',牛肉,"毛肚, 鸭肠",合计\r\n黄金,1200.50,9000000.00,9001200.50\r\n其他合计,,3.00,3.00\r\n合计,1200.50,9000003.00,9001203.50',
    );
  });

  it("lets no name become a formula", () => {
    const named = { ...PIVOT, rows: [{ id: "x", name: '=HYPERLINK("http://x")' }], cells: [[1, 2]], row_totals: [3] };

    expect(asCsv(named, { total: "合计" })).toContain(`"'=HYPERLINK(""http://x"")"`);
  });
});
