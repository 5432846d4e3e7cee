type Ahead = { language: string; asked: Promise<Response> };

/** What was asked for, by address; null is what has been taken, or what the console asked for itself. */
export type Asked = Map<string, Ahead | null>;

declare global {
  // What the early script has asked for, by address. Nothing where the console was started without it.
  var frostierAhead: Asked | undefined;
}

/** After this the page is built, and an answer of the start would be an old one. */
const HOLDS_MS = 20_000;

/** The answer that was asked for while the console was on its way; each is taken once. Undefined where there is none. */
export function askedAhead(request: Request): Promise<Response> | undefined {
  const waiting = globalThis.frostierAhead;
  if (!waiting || request.method !== "GET" || performance.now() > HOLDS_MS) return undefined;
  const address = request.url.slice(globalThis.location.origin.length);
  const found = waiting.get(address);
  waiting.set(address, null);
  if (!found || found.language !== request.headers.get("Accept-Language")) return undefined;
  return found.asked.catch(() => globalThis.fetch(request));
}
