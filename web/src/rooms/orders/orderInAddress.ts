import { useSearchParams } from "react-router";

import type { OrderKey } from "@/rooms/orders/queries";

const PARAMETER = "order";
const BETWEEN = ":";

/** The order that an address has open, written `source:number`; a source's name has no colon. */
export function orderIn(parameters: URLSearchParams): OrderKey | null {
  const [source, ...number] = (parameters.get(PARAMETER) ?? "").split(BETWEEN);
  const orderId = number.join(BETWEEN);
  return source && orderId ? { source, orderId } : null;
}

/** The parameters with an order open, or with none. */
export function withOrder(parameters: URLSearchParams, key: OrderKey | null): URLSearchParams {
  const next = new URLSearchParams(parameters);
  if (key) next.set(PARAMETER, [key.source, key.orderId].join(BETWEEN));
  else next.delete(PARAMETER);
  return next;
}

/** The order that a link of the API (`/orders/{source}/{number}`) names. */
export function orderBehind(link: string | null): OrderKey | null {
  const [, source, number] = link?.match(/^\/orders\/([^/]+)\/(.+)$/) ?? [];
  return source && number ? { source: decodeURIComponent(source), orderId: decodeURIComponent(number) } : null;
}

/** The order that is open on the page, and the way to open another or to close it. */
export function useOpenOrder(): { open: OrderKey | null; show: (key: OrderKey | null) => void } {
  const [parameters, setParameters] = useSearchParams();
  return {
    open: orderIn(parameters),
    show: (key) => setParameters((before) => withOrder(before, key), { preventScrollReset: true }),
  };
}
