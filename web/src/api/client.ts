import createClient, { type Middleware } from "openapi-fetch";

import { problemFrom } from "@/api/problem";
import type { paths } from "@/api/schema";
import { askedAhead } from "@/early/ahead";

const WRITES = new Set(["POST", "PUT", "PATCH", "DELETE"]);

let csrfToken = "";
let language = "zh";

/** From now on writes carry this token; the session answer brings it. */
export function rememberToken(token: string): void {
  csrfToken = token;
}

/** From now on answers come in this language. */
export function answerIn(spoken: string): void {
  language = spoken;
}

/** A fresh key that makes one write happen once, however often it is sent. Works without a secure context. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What every call outside the typed client (uploads, downloads) must send as well. */
export function requestHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = { "Accept-Language": language };
  if (WRITES.has(method)) {
    headers["X-CSRFToken"] = csrfToken;
    headers["Idempotency-Key"] = freshKey();
  }
  return headers;
}

const manners: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(requestHeaders(request.method))) {
      if (!request.headers.has(name) || name === "Accept-Language") request.headers.set(name, value);
    }
    return request;
  },
};

/** The typed client: `api.GET("/api/v1/customers", { params: { query } })`. Repeated parameters are lists. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  fetch: (request) => askedAhead(request) ?? globalThis.fetch(request),
  querySerializer: { array: { style: "form", explode: true } },
});
api.use(manners);

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The data of a call. Throws `Problem` when the server refuses or cannot be reached. */
export async function answer<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch(() => {
    throw problemFrom(0, null);
  });
  if (!response.ok) throw problemFrom(response.status, error);
  return data as T;
}
