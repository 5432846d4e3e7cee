import { answer, api } from "@/api/client";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Given = { query?: object; body?: unknown };

type Untyped = (
  method: Lowercase<Method>,
  path: string,
  options: { params: { query?: object }; body?: unknown },
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** A call whose shapes are written by hand (`live/shapes.ts`), with the manners of the typed client. */
export function ask<T>(method: Method, path: string, { query, body }: Given = {}): Promise<T> {
  const request = api.request as unknown as Untyped;
  const call = request(method.toLowerCase() as Lowercase<Method>, `/api/v1${path}`, { params: { query }, body });
  return answer(call) as Promise<T>;
}
