import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { Later } from "@/kit/Later";

import { show } from "../render";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** A browser that has no time before it is told so. */
function busyBrowser() {
  const waiting = new Map<number, () => void>();
  vi.stubGlobal("requestIdleCallback", (work: () => void) => waiting.set(waiting.size + 1, work).size);
  vi.stubGlobal("cancelIdleCallback", (number: number) => waiting.delete(number));
  return { waiting, hasTime: () => act(async () => waiting.forEach((work) => work())) };
}

test("what stands below the window is drawn when the browser has time, and announced until then", async () => {
  const browser = busyBrowser();

  await show(<Later>payments</Later>);
  expect(screen.queryByText("payments")).toBeNull();
  expect(screen.getByRole("status").getAttribute("aria-busy")).toBe("true");

  await browser.hasTime();
  expect(screen.getByText("payments")).toBeTruthy();
  expect(screen.queryByRole("status")).toBeNull();
});

test("a browser that has time draws nothing below the window before what stands in it has come", async () => {
  const browser = busyBrowser();
  const { rerender } = await show(<Later when={false}>payments</Later>);
  await browser.hasTime();
  expect(screen.queryByText("payments")).toBeNull();

  rerender(<Later when>payments</Later>);
  await browser.hasTime();

  expect(screen.getByText("payments")).toBeTruthy();
});

test("who leaves before has nothing drawn any more", async () => {
  const browser = busyBrowser();
  const { unmount } = await show(<Later>payments</Later>);

  unmount();

  expect(browser.waiting.size).toBe(0);
});

test("a browser that does not tell whether it has time draws at once", async () => {
  vi.stubGlobal("requestIdleCallback", undefined);

  await show(<Later>payments</Later>);

  expect(screen.getByText("payments")).toBeTruthy();
});
