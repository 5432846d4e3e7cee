import { expect, test } from "vitest";

import type { CustomerRow } from "@/rooms/customers/queries";
import { withRows } from "@/rooms/customers/useLiveRows";

const row = (id: string, score: number) => ({ id, score }) as CustomerRow;

test("a newer row takes the place of the former, and nobody moves", () => {
  const page = { items: [row("A", 90), row("B", 80)], next: "more", total: 40 };

  expect(withRows(page, [row("B", 95), row("C", 99)])).toEqual({ items: [row("A", 90), row("B", 95)], next: "more", total: 40 });
});

test("a page without any of them stays the very same", () => {
  const page = { items: [row("A", 90)], next: null, total: 1 };

  expect(withRows(page, [row("C", 99)])).toBe(page);
});
