import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test } from "vitest";

import { ADDRESSES } from "@/app/rooms";
import { firstData } from "@/early/firstData";

import { fakeServer } from "../render";

const WIDE = 1280;
const PHONE = 390;

/** The window gets this width, and what is asked of its media is answered by it. */
const windowOf = (width: number) =>
  (globalThis as unknown as { happyDOM: { setViewport: (to: { width: number }) => void } }).happyDOM.setViewport({ width });

beforeEach(() => windowOf(WIDE));

/** What the route of one customer has asked the server for, before its page was there. */
async function askedByRoute(address: string): Promise<string[]> {
  const asked = fakeServer({});
  const { read } = ADDRESSES.find(({ path }) => path === "/customers/:id")!;
  const { pathname, searchParams } = new URL(address, globalThis.location.origin);
  await read!(new QueryClient({ defaultOptions: { queries: { retry: false } } }), { id: pathname.split("/").at(-1)!, query: searchParams });
  return asked.map(({ url }) => url.slice(globalThis.location.origin.length)).sort();
}

const OF_EVERY_PAGE = ["/api/v1/meta", "/api/v1/fields"];

/** What the early script asks for where the address is opened first. */
const askedEarly = (address: string, phone: boolean) =>
  firstData(address, "", phone).map((one) => one.address).filter((one) => !OF_EVERY_PAGE.includes(one)).sort();

test("gone to on a phone, of one customer only what its first tab shows is read", async () => {
  windowOf(PHONE);

  const asked = await askedByRoute("/customers/C1");

  expect(asked).toEqual(["", "/explanation", "/tier"].map((part) => `/api/v1/customers/C1${part}`));
  expect(asked).toEqual(askedEarly("/customers/C1", true));
});

test("gone to on a wide screen, all that stands in the window is read", async () => {
  expect(await askedByRoute("/customers/C1")).toEqual(askedEarly("/customers/C1", false));
});

test("of a past day the present tier is not read, on a phone either", async () => {
  windowOf(PHONE);

  const asked = await askedByRoute("/customers/C1?as_of=2026-09-30");

  expect(asked).toEqual(["/explanation", ""].map((part) => `/api/v1/customers/C1${part}?as_of=2026-09-30`));
});
