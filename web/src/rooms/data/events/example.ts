import type { EventField, EventType } from "@/rooms/data/events/queries";

const AMOUNTS = new Set(["money", "quantity", "decimal", "number", "integer", "int"]);

/** A value that a field would take, so that an example can be read at a glance. */
function sampleOf({ name, type }: EventField, now: string): unknown {
  if (type === "date") return now.slice(0, 10);
  if (type === "datetime" || type === "moment") return now;
  if (type === "bool" || type === "boolean") return true;
  if (AMOUNTS.has(type)) return name.includes("price") || type === "money" ? "12.50" : 1;
  return SAMPLES[name] ?? "…";
}

const SAMPLES: Record<string, string> = {
  order_id: "SO-20261121-001",
  receivable_id: "AR-20261121-001",
  customer_code: "C0000001",
  sku_code: "SKU-001",
  coupon_code: "COUPON-10",
  severity: "high",
};

const needed = (fields: readonly EventField[], now: string) =>
  Object.fromEntries(fields.filter((field) => field.required).map((field) => [field.name, sampleOf(field, now)]));

/** The smallest event of a type that is accepted. */
export function exampleOf(type: EventType, now: string): Record<string, unknown> {
  const { customer_code, ...data } = needed(type.fields, now);
  return {
    source: "erp",
    event_id: "E-1001",
    type: type.id,
    occurred_at: now,
    ...((type.names_customer || customer_code !== undefined) && { customer_code: SAMPLES.customer_code }),
    data: { ...data, ...(type.lines.length > 0 && { lines: [needed(type.lines, now)] }) },
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
