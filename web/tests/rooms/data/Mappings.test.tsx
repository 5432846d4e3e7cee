import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { Mappings } from "@/rooms/data/mappings/Mappings";
import { SessionContext, type Me, type Session } from "@/session/session";
import { fakeServer, show } from "../../render";

const MAPPING = { entity: "orders", source: "erp", columns: { order_id: "单号" } };
const kept = (id: number | null, name: string | null) => ({
  id,
  name,
  entity: "orders",
  entity_name: "Orders",
  source: "erp",
  mapping: MAPPING,
  by: "li.min",
  version: 3,
  updated_at: "2026-11-20T02:00:00Z",
  batch_no: id === null ? 7 : null,
});

async function shown(permissions: string[], answers: Record<string, unknown> = {}) {
  const asked = fakeServer({ "GET /api/v1/mappings": [kept(null, null), kept(4, "Shops")], "GET /api/v1/dictionary": [], ...answers });
  const session = { user: { permissions } as unknown as Me } as Session & { user: Me };
  await show(
    <SessionContext value={session}>
      <Mappings />
    </SessionContext>,
  );
  return asked;
}

const written = (asked: Request[]) => asked.filter((request) => request.method !== "GET");

test("mappings with a name are listed, with who kept them", async () => {
  await shown(["imports.read"]);

  const card = await screen.findByRole("region", { name: "Shops" });

  expect(screen.getAllByRole("region")).toHaveLength(1);
  expect(card.textContent).toContain("li.min, 2026-11-20 10:00");
  expect(within(card).queryByRole("button")).toBeNull();
});

test("a mapping is renamed with the version that was seen", async () => {
  const asked = await shown(["imports.write"], { "PUT /api/v1/mappings/4": kept(4, "Branches") });

  fireEvent.click(await screen.findByRole("button", { name: "Rename" }));
  const dialog = await screen.findByRole("dialog");
  fireEvent.change(within(dialog).getByLabelText("Name"), { target: { value: "Branches" } });
  fireEvent.click(within(dialog).getByRole("button", { name: "Rename" }));

  await waitFor(() => expect(written(asked)).toHaveLength(1));
  expect(await written(asked)[0]!.json()).toEqual({ name: "Branches", mapping: MAPPING, expected_version: 3 });
});

test("a mapping is removed once that is confirmed", async () => {
  const asked = await shown(["imports.write"], { "DELETE /api/v1/mappings/4": new Response(null, { status: 204 }) });

  fireEvent.click(await screen.findByRole("button", { name: "Remove" }));
  const dialog = await screen.findByRole("dialog");
  expect(written(asked)).toHaveLength(0);
  fireEvent.click(within(dialog).getByRole("button", { name: "Remove" }));

  await waitFor(() => expect(written(asked).map((request) => request.url)).toEqual([expect.stringContaining("/mappings/4")]));
});
