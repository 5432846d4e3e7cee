/** What an address asks of orders beside which customers they are of. */
export interface OrdersFilter {
  customer_id?: string;
  category?: string[];
  order_channel?: string[];
  month?: string[];
}

export type OrdersFacet = "category" | "order_channel" | "month";

export const FACETS: readonly OrdersFacet[] = ["category", "order_channel", "month"];

/** The conditions on orders that an address carries. */
export function readOrdersFilter(parameters: URLSearchParams): OrdersFilter {
  const filter: OrdersFilter = {};
  const customer = parameters.get("customer_id");
  if (customer) filter.customer_id = customer;
  for (const facet of FACETS) {
    const values = parameters.getAll(facet);
    if (values.length > 0) filter[facet] = values;
  }
  return filter;
}

/** The parameters with these conditions in place of those of the same name; all others stay. */
export function writeOrdersFilter(parameters: URLSearchParams, change: OrdersFilter): URLSearchParams {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(change)) {
    next.delete(name);
    for (const one of [value ?? []].flat()) next.append(name, one);
  }
  return next;
}
