import type { QueryClient } from "@tanstack/react-query";
import type { LoaderFunctionArgs } from "react-router";

import type { Address } from "@/app/rooms";
import { type Session, SESSION_KEY } from "@/session/session";

type Asked = Pick<LoaderFunctionArgs, "params" | "request">;

/** What the route of an address begins with: reads what the page will show, for who may see it. It waits for nothing. */
export function readerOf(cache: QueryClient, { permission, read }: Address): ((asked: Asked) => null) | undefined {
  if (!read) return undefined;
  return ({ params: { id = "" }, request }) => {
    if (maySee(cache, permission)) read(cache, { id, query: new URL(request.url).searchParams });
    return null;
  };
}

/** Nobody, before it is known who has signed in. */
function maySee(cache: QueryClient, permission?: string): boolean {
  const user = cache.getQueryData<Session>(SESSION_KEY)?.user;
  return !!user && (!permission || user.permissions.includes(permission));
}
