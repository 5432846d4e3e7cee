import { expect, test } from "vitest";

import { inTurn } from "@/app/inTurn";

const atOnce = () => Promise.resolve();

/** Fetches that end when they are told to; what has begun is listed. */
function slowFetches() {
  const begun: string[] = [];
  const ends = new Map<string, { well: () => void; badly: () => void }>();
  const fetch = (room: string) => {
    begun.push(room);
    return new Promise<void>((resolve, reject) => ends.set(room, { well: resolve, badly: () => reject(new TypeError("no connection")) }));
  };
  return { begun, fetch, end: (room: string) => ends.get(room)! };
}

/** Lets everything happen that waits for nobody. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

test("rooms are fetched one after the other", async () => {
  const { begun, fetch, end } = slowFetches();
  const all = inTurn(["customers", "orders"], fetch, atOnce, new AbortController().signal);
  await settled();
  expect(begun).toEqual(["customers"]);

  end("customers").well();
  await settled();
  expect(begun).toEqual(["customers", "orders"]);

  end("orders").well();
  await all;
});

test("a room that cannot be fetched does not keep the rest from it", async () => {
  const { begun, fetch, end } = slowFetches();
  const all = inTurn(["customers", "orders"], fetch, atOnce, new AbortController().signal);
  await settled();

  end("customers").badly();
  await settled();
  expect(begun).toEqual(["customers", "orders"]);

  end("orders").badly();
  await expect(all).resolves.toBeUndefined();
});

test("each waits for a browser that has nothing to do", async () => {
  const { begun, fetch, end } = slowFetches();
  const turns: (() => void)[] = [];
  void inTurn(["customers", "orders"], fetch, () => new Promise((resolve) => turns.push(resolve)), new AbortController().signal);
  await settled();
  expect(begun).toEqual([]);

  turns[0]!();
  await settled();
  end("customers").well();
  await settled();
  expect(begun).toEqual(["customers"]);

  turns[1]!();
  await settled();
  expect(begun).toEqual(["customers", "orders"]);
});

test("who has left has nothing fetched any more", async () => {
  const { begun, fetch, end } = slowFetches();
  const leave = new AbortController();
  const all = inTurn(["customers", "orders"], fetch, atOnce, leave.signal);
  await settled();

  leave.abort();
  end("customers").well();
  await all;

  expect(begun).toEqual(["customers"]);
});
