import { describe, expect, it } from "vitest";

import { orderBehind, orderIn, withOrder } from "@/rooms/orders/orderInAddress";
import { readOrdersFilter, writeOrdersFilter } from "@/rooms/orders/ordersFilter";
import { monthsUpTo } from "@/rooms/orders/useMonths";

const read = (text: string) => new URLSearchParams(text);

describe("the open order in the address", () => {
  it("comes back as it was opened, whatever is in its number", () => {
    const key = { source: "erp", orderId: "XS/26:0001 甲" };
    const address = withOrder(read("tier=gold"), key);

    expect(orderIn(read(address.toString()))).toEqual(key);
    expect(withOrder(address, null).toString()).toBe("tier=gold");
  });

  it("is none where the address names no whole order", () => {
    expect(orderIn(read("order=erp"))).toBeNull();
    expect(orderIn(read(""))).toBeNull();
  });

  it("is found behind a link of the timeline", () => {
    expect(orderBehind("/orders/erp/XS2609%2F1")).toEqual({ source: "erp", orderId: "XS2609/1" });
    expect(orderBehind("/runs/7")).toBeNull();
    expect(orderBehind(null)).toBeNull();
  });
});

describe("the filter of orders in the address", () => {
  it("comes back as it was written, beside the filter of customers", () => {
    const filter = { customer_id: "C1", category: ["beef", "tripe"], month: ["2026-03"] };
    const address = writeOrdersFilter(read("tier=gold&month=2026-01"), filter);

    expect(readOrdersFilter(address)).toEqual(filter);
    expect(address.get("tier")).toBe("gold");
    expect(writeOrdersFilter(address, { category: [], customer_id: undefined }).toString()).toBe("tier=gold&month=2026-03");
  });
});

it("counts months back over the turn of a year", () => {
  expect(monthsUpTo("2026-02-28", 3)).toEqual(["2026-02", "2026-01", "2025-12"]);
});
