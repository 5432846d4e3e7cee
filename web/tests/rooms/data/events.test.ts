import { expect, test } from "vitest";

import { commandOf, exampleOf } from "@/rooms/data/events/example";
import type { EventType } from "@/rooms/data/events/queries";

const NOW = "2026-11-21T08:00:00Z";
const field = (name: string, type: string, required = true) => ({ name, type, required, label: name });

const order: EventType = {
  id: "order.placed",
  name: "Order placed",
  meaning: "",
  subject: "order",
  names_customer: false,
  fields: [field("order_id", "code"), field("order_channel", "choice", false)],
  lines: [field("sku_code", "code"), field("quantity", "quantity"), field("unit_price", "unit_price", false)],
};

test("an example has what must be there and nothing more", () => {
  expect(exampleOf(order, NOW)).toEqual({
    source: "erp",
    event_id: "E-1001",
    type: "order.placed",
    occurred_at: NOW,
    customer_code: "C0000001",
    data: { order_id: "SO-20261121-001", lines: [{ sku_code: "SKU-001", quantity: 1 }] },
  });
});

test("what names no customer is sent without one", () => {
  const excursion = { ...order, id: "temperature.excursion", fields: [field("celsius", "quantity")], lines: [] };

  expect(exampleOf(excursion, NOW)).toMatchObject({ data: { celsius: -9.5 } });
  expect(exampleOf(excursion, NOW)).not.toHaveProperty("customer_code");
});

test("the command can be pasted into a shell", () => {
  const command = commandOf({ ...order, id: "it's" }, "https://frostier.example", NOW);

  expect(command.split("\n")[0]).toBe("curl -X POST https://frostier.example/api/v1/events \\");
  expect(command.match(/'/g)).toHaveLength(2);
});
