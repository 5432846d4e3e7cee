import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";

import { readerOf } from "@/app/reader";
import { SESSION_KEY } from "@/session/session";

const NOBODY = { user: null };
const someoneWho = (...permissions: string[]) => ({ user: { permissions } });

/** Of which customers and days the page of an address was read, when gone to in a session; none is not known yet. */
function readBy(session: object | undefined, { open = false } = {}): string[] {
  const read: string[] = [];
  const cache = new QueryClient();
  if (session) cache.setQueryData(SESSION_KEY, session);
  const reader = readerOf(cache, {
    path: "/customers/:id",
    permission: open ? undefined : "customers.read",
    load: () => Promise.reject(new Error("the code of the page is of no concern here")),
    read: (_, { id, query }) => read.push(`${id} ${query.get("as_of")}`),
  });
  const waitedFor = reader!({ params: { id: "C1" }, request: new Request("http://console/customers/C1?as_of=2026-09-30") });
  expect(waitedFor).toBeNull();
  return read;
}

test("a page is read for who may see it, as its address names it", () => {
  expect(readBy(someoneWho("customers.read"))).toEqual(["C1 2026-09-30"]);
});

test("nothing is read before it is known who has signed in, nor where nobody has", () => {
  expect(readBy(undefined)).toEqual([]);
  expect(readBy(NOBODY)).toEqual([]);
});

test("nothing is read of a page that the person may not see", () => {
  expect(readBy(someoneWho("tags.read"))).toEqual([]);
});

test("a page that is open to all is read for whoever has signed in, and for nobody else", () => {
  expect(readBy(someoneWho(), { open: true })).toEqual(["C1 2026-09-30"]);
  expect(readBy(NOBODY, { open: true })).toEqual([]);
});

test("an address that names nothing to read has nothing to begin with", () => {
  expect(readerOf(new QueryClient(), { path: "/settings", load: () => Promise.reject(new Error("not opened")) })).toBeUndefined();
});
