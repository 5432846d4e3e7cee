import { beforeEach, expect, test } from "vitest";

import { answer, answerIn, api, freshKey, rememberToken } from "@/api/client";
import { Problem } from "@/api/problem";

import { fakeServer } from "../render";

beforeEach(() => {
  rememberToken("token-1");
  answerIn("en");
});

test("a write carries the token, a key that makes it happen once, and the language", async () => {
  const asked = fakeServer({ "PATCH /api/v1/me": {} });

  await answer(api.PATCH("/api/v1/me", { body: { dark: true } }));

  const headers = asked[0]!.headers;
  expect(headers.get("X-CSRFToken")).toBe("token-1");
  expect(headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/);
  expect(headers.get("Accept-Language")).toBe("en");
});

test("a read carries no token", async () => {
  const asked = fakeServer({ "GET /api/v1/meta": {} });

  await answer(api.GET("/api/v1/meta"));

  expect(asked[0]!.headers.get("X-CSRFToken")).toBeNull();
});

test("a list in a query is repeated", async () => {
  const asked = fakeServer({ "GET /api/v1/customers": { items: [] } });

  await answer(api.GET("/api/v1/customers", { params: { query: { tier: ["gold", "silver"] } } }));

  expect(new URL(asked[0]!.url).search).toBe("?tier=gold&tier=silver");
});

test("a refusal is thrown with its words, its next step and its field", async () => {
  const body = { code: "stale", message: "Changed meanwhile.", next_step: "Load it again.", field: "version", errors: [], where: { now: 3 } };
  fakeServer({ "GET /api/v1/meta": () => Response.json(body, { status: 409 }) });

  const refused = await answer(api.GET("/api/v1/meta")).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(Problem);
  expect(refused).toMatchObject({ status: 409, code: "stale", message: "Changed meanwhile.", nextStep: "Load it again.", field: "version", where: { now: 3 } });
});

test("a server that cannot be reached is a problem of its own", async () => {
  globalThis.fetch = () => Promise.reject(new TypeError("network"));

  await expect(answer(api.GET("/api/v1/meta"))).rejects.toMatchObject({ status: 0, code: "unreachable" });
});

test("an error page of a proxy is a problem without words", async () => {
  fakeServer({ "GET /api/v1/meta": () => new Response("<html>", { status: 502 }) });

  await expect(answer(api.GET("/api/v1/meta"))).rejects.toMatchObject({ status: 502, code: "http_502" });
});

test("keys differ", () => {
  expect(freshKey()).not.toBe(freshKey());
});
