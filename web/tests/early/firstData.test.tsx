import { cleanup, waitFor } from "@testing-library/react";
import type { ComponentType } from "react";
import { expect, test } from "vitest";

import { firstData, thenData } from "@/early/firstData";
import Customer from "@/rooms/customer/Customer";
import Customers from "@/rooms/customers/Customers";
import Drilldown from "@/rooms/drilldown/Drilldown";
import Overview from "@/rooms/overview/Overview";
import Schemes from "@/rooms/schemes/Schemes";
import { SessionContext, type Session, type Me } from "@/session/session";
import Tags from "@/rooms/tags/Tags";
import { Route, Routes } from "react-router";

import { fakeServer, show, type Answers } from "../render";

const user = { permissions: ["tags.read", "customers.read"], role: { id: "operator" } } as unknown as Me;
const session = { user, company: {} } as unknown as Session & { user: Me };

const addresses = (path: string, search = "", phone = false) => firstData(path, search, phone).map((one) => one.address);

async function askedByPage(path: string, Page: ComponentType, answers: Answers = {}): Promise<Set<string>> {
  const asked = fakeServer(answers);
  const page = (
    <SessionContext value={session}>
      <Routes>
        <Route path="/customers/:id" element={<Customer />} />
        <Route path="*" element={<Page />} />
      </Routes>
    </SessionContext>
  );
  await show(page, { at: path });
  const meta = answers["GET /api/v1/meta"] as Parameters<typeof thenData>[3] | undefined;
  const then = meta ? thenData(path, "", false, meta).map((one) => one.address) : [];
  const wanted = [...addresses(path), ...then].filter((address) => !["/api/v1/meta", "/api/v1/fields"].includes(address));
  const found = () => new Set(asked.map((request) => request.url.slice(globalThis.location.origin.length)));
  await waitFor(() => expect([...found()]).toEqual(expect.arrayContaining(wanted)));
  cleanup();
  return found();
}

test.each([
  ["/", Overview],
  ["/customers", Customers],
  ["/drilldown", Drilldown],
  ["/tags", Tags],
  ["/schemes", Schemes],
])("what is asked for early for %s is what its page asks for", async (path, Page) => {
  await expect(askedByPage(path, Page)).resolves.toBeTruthy();
});

const NOTHING_TO_CHOOSE = { categories: [], channels: [], labels: [], managers: [], regions: [], stages: [], teams: [], tiers: [], types: [] };
const meta = { gradings: [{ as_of: "2026-10-31" }, { as_of: "2026-09-30" }, { as_of: "2026-08-31" }] };

test("the moves that the overview asks for are those between the latest two graded days", async () => {
  const moves = "/api/v1/overview/moves?from=2026-09-30&to=2026-10-31&axis=tier";

  expect(thenData("/", "", false, meta).map((one) => one.address)).toEqual([moves]);
  expect(await askedByPage("/", Overview, { "GET /api/v1/meta": { ...NOTHING_TO_CHOOSE, ...meta } })).toContain(moves);
});

test("no moves are asked for where fewer than two days were graded, on another page, or under a filter", () => {
  expect(thenData("/", "", false, { gradings: meta.gradings.slice(0, 1) })).toEqual([]);
  expect(thenData("/customers", "", false, meta)).toEqual([]);
  expect(thenData("/", "?tier=platinum", false, meta)).toEqual([]);
});

test("an address with a filter of its own gets only what every page needs", () => {
  expect(addresses("/customers", "?tier=platinum")).toEqual(["/api/v1/meta"]);
});

test("a phone is not given the tabs that nobody has opened", () => {
  expect(addresses("/customers/C1", "", true)).toEqual(["/api/v1/meta", ...["", "/explanation", "/tier"].map((part) => `/api/v1/customers/C1${part}`)]);
});

test("what stands below the window of one customer is asked for when what stands in it has come", async () => {
  const below = thenData("/customers/C1", "", false, meta).map((one) => one.address);
  expect(below).toContain("/api/v1/customers/C1/payments");
  expect(addresses("/customers/C1")).not.toContain("/api/v1/customers/C1/payments");

  const asked = await askedByPage("/customers/C1", Customer, { "GET /api/v1/meta": { ...NOTHING_TO_CHOOSE, ...meta } });

  expect([...asked]).toEqual(expect.arrayContaining(below));
  expect(thenData("/customers/C1", "", true, meta)).toEqual([]);
});
