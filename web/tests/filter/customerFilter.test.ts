import { expect, test } from "vitest";

import { conditionsIn, readFilter, withFilter, writeFilter } from "@/filter/customerFilter";

test("a filter that is written into an address is read back as it was", () => {
  const filter = { as_of: "2026-10-31", tier: ["gold", "silver"], region: ["成都"], where: "近 365 天消费额 >= 5万", q: "a&b" };

  const read = readFilter(writeFilter(new URLSearchParams(), filter));

  expect(read).toEqual(filter);
});

test("what is not part of the filter stays in the address", () => {
  const written = writeFilter(new URLSearchParams("sort=-spend&tier=gold"), { stage: ["active"] });

  expect(written.toString()).toBe("sort=-spend&stage=active");
});

test("a link carries the filter on and sets its own condition", () => {
  expect(withFilter("/customers?sort=-spend", { tier: ["gold"] })).toBe("/customers?sort=-spend&tier=gold");
  expect(withFilter("/customers", {})).toBe("/customers");
});

test("an empty condition leaves no trace in the address", () => {
  expect(withFilter("/customers", { tier: [], q: "", where: undefined })).toBe("/customers");
});

test("customers without a value are asked for by an empty one, which the address keeps", () => {
  const filter = { manager: ["", "李敏"], team: [""] };

  const written = writeFilter(new URLSearchParams(), filter);

  expect(written.toString()).toBe("manager=&manager=%E6%9D%8E%E6%95%8F&team=");
  expect(readFilter(written)).toEqual(filter);
});

test("the day is a point of view, not a condition", () => {
  expect(conditionsIn({ as_of: "2026-10-31", tier: ["gold"] })).toBe(1);
});
