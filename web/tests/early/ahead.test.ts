import { afterEach, expect, test } from "vitest";

import { askedAhead } from "@/early/ahead";

const ADDRESS = "/api/v1/meta";

function request(address = ADDRESS, { method = "GET", language = "zh" } = {}): Request {
  return new Request(new URL(address, globalThis.location.origin), { method, headers: { "Accept-Language": language } });
}

function asked(language = "zh", answer = Promise.resolve(Response.json({ asked: "early" }))): void {
  globalThis.frostierAhead = new Map([[ADDRESS, { language, asked: answer }]]);
}

afterEach(() => {
  globalThis.frostierAhead = undefined;
});

test("an answer that was asked for early is taken, once", async () => {
  asked();

  const first = askedAhead(request());

  expect(await (await first)!.json()).toEqual({ asked: "early" });
  expect(askedAhead(request())).toBeUndefined();
});

test("an answer in another language, to another address or to a write is not taken", () => {
  asked("en");

  expect(askedAhead(request())).toBeUndefined();
  expect(askedAhead(request("/api/v1/fields", { language: "en" }))).toBeUndefined();
  expect(askedAhead(request(ADDRESS, { method: "POST", language: "en" }))).toBeUndefined();
});

test("what the console has asked for itself is known, so that it is not asked for again", () => {
  globalThis.frostierAhead = new Map();

  askedAhead(request());

  expect(globalThis.frostierAhead.has(ADDRESS)).toBe(true);
});

test("what could not be asked early is asked again", async () => {
  asked("zh", Promise.reject(new TypeError("no connection")));
  globalThis.fetch = async () => Response.json({ asked: "again" });

  expect(await (await askedAhead(request()))!.json()).toEqual({ asked: "again" });
});

test("without the early script nothing was asked", () => {
  expect(askedAhead(request())).toBeUndefined();
});
