import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";

import type { Column } from "@/table/column";
import { DataTable, type Asked } from "@/table/DataTable";

import { show } from "../render";

type Row = { id: string; name: string };

const columns: Column<Row>[] = [
  { id: "name", title: "Name", always: true, render: (row) => row.name },
  { id: "spend", title: "Spend", sort: "spend", align: "right", render: () => "1" },
  { id: "city", title: "City", extra: true, render: () => "Chengdu" },
];
const pages: Record<string, { items: Row[]; next: string | null; total: number }> = {
  first: { items: [{ id: "1", name: "One" }, { id: "2", name: "Two" }], next: "second", total: 3 },
  second: { items: [{ id: "3", name: "Three" }], next: null, total: 3 },
};

function table(more: Partial<Parameters<typeof DataTable<Row>>[0]> = {}) {
  const fetchPage = vi.fn(({ cursor }: Asked) => Promise.resolve(pages[cursor ?? "first"]!));
  const ui = <DataTable<Row> name="test" label="Rows" columns={columns} queryKey={["test"]} fetchPage={fetchPage} rowKey={(row) => row.id} {...more} />;
  return { ui, fetchPage };
}

beforeEach(() => localStorage.clear());

test("a page leads to the next and back", async () => {
  await show(table().ui);
  await screen.findByText("One");

  await userEvent.click(screen.getByRole("button", { name: "Next" }));
  await screen.findByText("Three");
  expect(screen.getByRole("button", { name: "Next" })).toHaveProperty("disabled", true);

  await userEvent.click(screen.getByRole("button", { name: "Previous" }));
  await screen.findByText("One");
});

test("a click on a head sorts from the top", async () => {
  const onSort = vi.fn();
  await show(table({ onSort, sort: "spend" }).ui);

  await userEvent.click(await screen.findByRole("button", { name: /Spend/ }));

  expect(onSort).toHaveBeenCalledWith("-spend");
});

test("the sort is told to who cannot see the arrow", async () => {
  await show(table({ onSort: () => undefined, sort: "-spend" }).ui);

  const head = await screen.findByRole("columnheader", { name: /Spend/ });

  expect(head.getAttribute("aria-sort")).toBe("descending");
});

test("a column is chosen and remembered", async () => {
  const { unmount } = await show(table().ui);
  await userEvent.click(await screen.findByRole("button", { name: "Columns" }));
  await userEvent.click(await screen.findByRole("checkbox", { name: "City" }));
  await screen.findByRole("columnheader", { name: "City" });

  unmount();
  await show(table().ui);

  await screen.findByRole("columnheader", { name: "City" });
});

test("j goes down, Enter opens, x selects", async () => {
  const onOpen = vi.fn();
  const onChange = vi.fn();
  await show(table({ onOpen, selection: { selected: new Set(), onChange } }).ui);
  await screen.findByText("One");

  await userEvent.keyboard("j");
  await userEvent.keyboard("j{Enter}x");

  expect(onOpen).toHaveBeenCalledWith({ id: "2", name: "Two" });
  expect(onChange).toHaveBeenCalledWith(new Set(["2"]));
});

test("the tick in the head selects the page", async () => {
  const onChange = vi.fn();
  await show(table({ selection: { selected: new Set(["9"]), onChange } }).ui);

  await userEvent.click(await screen.findByRole("checkbox", { name: "Select this page" }));

  expect(onChange).toHaveBeenCalledWith(new Set(["9", "1", "2"]));
});

test("another list begins at its first page", async () => {
  const { ui, fetchPage } = table();
  const { rerender, router } = await show(ui);
  await userEvent.click(await screen.findByRole("button", { name: "Next" }));
  await screen.findByText("Three");

  await router.navigate("/other");
  rerender(<></>);
  await show(table({ queryKey: ["other"], fetchPage }).ui);

  await waitFor(() => expect(fetchPage.mock.lastCall?.[0].cursor).toBeUndefined());
});

test("a failure says what the server said and offers another try", async () => {
  await show(table({ fetchPage: () => Promise.reject(new Error("The disk is full.")) }).ui);

  expect((await screen.findByRole("alert")).textContent).toContain("The disk is full.");
  await screen.findByRole("button", { name: "Try again" });
});

test("all that match are selected by one more click once a row is", async () => {
  const onChoose = vi.fn();
  const selection = { selected: new Set(["1"]), onChange: () => undefined };
  await show(table({ selection, bulk: "Export", everything: { chosen: false, onChoose } }).ui);

  await userEvent.click(await screen.findByRole("button", { name: "Select all 3 that match" }));

  expect(onChoose).toHaveBeenCalledOnce();
});

test("a table says so while all that match are selected", async () => {
  const selection = { selected: new Set(["1"]), onChange: () => undefined };
  await show(table({ selection, bulk: "Export", everything: { chosen: true, onChoose: () => undefined } }).ui);

  await screen.findByText("All 3 that match are selected");
  expect(screen.queryByRole("button", { name: /Select all/ })).toBeNull();
});
