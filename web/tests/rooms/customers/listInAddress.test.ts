import { describe, expect, it } from "vitest";

import { columnsIn, moveIn, queryToKeep, sortIn, viewToAddress, withoutMove } from "@/rooms/customers/listInAddress";

const read = (text: string) => new URLSearchParams(text);

describe("the list in its address", () => {
  it("is sorted by yearly spend unless it says otherwise", () => {
    expect(sortIn(read(""))).toBe("-spend_365d");
    expect(sortIn(read("sort=recency_days"))).toBe("recency_days");
  });

  it("tells the usual columns from none at all", () => {
    expect(columnsIn(read(""))).toBeNull();
    expect(columnsIn(read("columns="))).toEqual([]);
    expect(columnsIn(read("columns=orders_90d,margin_365d"))).toEqual(["orders_90d", "margin_365d"]);
  });
});

describe("a move in the address", () => {
  const whole = "from=2026-02-28&to=2026-03-31&axis=tier&source=gold&target=silver&region=cd";

  it("is there only when all of it is", () => {
    expect(moveIn(read(whole))).toEqual({ from: "2026-02-28", to: "2026-03-31", axis: "tier", source: "gold", target: "silver" });
    expect(moveIn(read("from=2026-02-28&to=2026-03-31"))).toBeNull();
    expect(moveIn(read(whole.replace("axis=tier", "axis=colour")))).toBeNull();
  });

  it("is left without losing the filter", () => {
    expect(withoutMove(read(whole)).toString()).toBe("region=cd");
  });
});

describe("a saved view", () => {
  const address = read("tier=gold&tier=silver&where=spend_30d+%3E+3000&sort=recency_days&columns=orders_90d&as_of=2026-01-31");

  it("comes back with filter, sort and columns, on the day that is looked at", () => {
    const view = { query: queryToKeep(address), columns: columnsIn(address) ?? [] };
    const opened = viewToAddress(view, read("as_of=2026-03-31&q=火锅"));

    expect(opened.getAll("tier")).toEqual(["gold", "silver"]);
    expect(opened.get("where")).toBe("spend_30d > 3000");
    expect(opened.get("sort")).toBe("recency_days");
    expect(opened.get("columns")).toBe("orders_90d");
    expect(opened.get("as_of")).toBe("2026-03-31");
    expect(opened.has("q")).toBe(false);
  });

  it("does not keep the day", () => {
    expect(queryToKeep(address)).not.toHaveProperty("as_of");
  });
});
