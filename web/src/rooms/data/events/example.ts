import type { EventField, EventType } from "@/rooms/data/events/queries";

/** A value that a field would take, so that an example can be read at a glance. */
function sampleOf({ name, type }: EventField, now: string): unknown {
  return SAMPLES[name] ?? { date: now.slice(0, 10), timestamp: now, bool: true, int: 1, quantity: 1, money: "128.00", unit_price: "12.5000" }[type] ?? "…";
}

const SAMPLES: Record<string, string | number> = {
  order_id: "SO-20261121-001",
  receivable_id: "AR-20261121-001",
  customer_code: "C0000001",
  sku_code: "SKU-001",
  coupon_code: "COUPON-10",
  severity: "high",
  celsius: -9.5,
};

const needed = (fields: readonly EventField[], now: string) =>
  Object.fromEntries(fields.filter((field) => field.required).map((field) => [field.name, sampleOf(field, now)]));

/** The smallest event of a type that is accepted. An order is told with its customer, whoever tells it first. */
export function exampleOf(type: EventType, now: string): Record<string, unknown> {
  const named = type.names_customer || type.lines.length > 0;
  return {
    source: "erp",
    event_id: "E-1001",
    type: type.id,
    occurred_at: now,
    ...(named && { customer_code: SAMPLES.customer_code }),
    data: { ...needed(type.fields, now), ...(type.lines.length > 0 && { lines: [needed(type.lines, now)] }) },
  };
}

/** A command that sends it once the key stands in the environment. */
export function commandOf(type: EventType, origin: string, now: string): string {
  const body = JSON.stringify(exampleOf(type, now), null, 2).replaceAll("'", "\\u0027");
  return [
    `curl -X POST ${origin}/api/v1/events \\`,
    `  -H "Authorization: Bearer $FROSTIER_KEY" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${body}'`,
  ].join("\n");
}
