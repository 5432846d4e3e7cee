import i18next, { type i18n } from "i18next";
import { beforeAll, describe, expect, test } from "vitest";

import { counted, counting } from "@/locale";
import en from "@/locale/en";

type Texts = { [key: string]: string | Texts };

const PLURAL = /_(one|other)$/;
/** What may follow a number although it ends like a plural. */
const NO_PLURALS = new Set(["is", "was", "has", "as", "its", "this", "does", "less"]);

function keysOf(texts: Texts, before = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) => (typeof value === "string" ? [before + key] : keysOf(value, `${before}${key}.`)));
}

function textOf(texts: Texts, path: string): string {
  return path.split(".").reduce<Texts | string>((found, key) => (found as Texts)[key]!, texts) as string;
}

const blanksOf = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map((found) => found[1]!);

let instance: i18n;
beforeAll(async () => {
  instance = i18next.createInstance();
  await instance.use(counting).init({ lng: "en", resources: { en }, interpolation: { escapeValue: false } });
});

describe.each(Object.keys(en))("the English texts of %s", (room) => {
  test("read right where what is counted is one", () => {
    const texts = (en as Record<string, Texts>)[room]!;
    const wrong = keysOf(texts)
      .map((path) => {
        const ones = Object.fromEntries(blanksOf(textOf(texts, path)).map((blank) => [blank, 1]));
        return (instance.t as (key: string, values: object) => string)(path.replace(PLURAL, ""), { ...ones, ns: room });
      })
      .filter((text) => isWrong(text));

    expect(wrong).toEqual([]);
  });
});

/** Whether a plural follows a 1, perhaps after one more word. */
function isWrong(text: string): boolean {
  return [...text.matchAll(/\b1 ([a-z]+)(?: ([a-z]+))?/gi)].some((found) =>
    found.slice(1).some((word) => word?.endsWith("s") && !word.endsWith("ss") && !NO_PLURALS.has(word)),
  );
}

test.each([
  [1, "1 row"],
  ["1", "1 row"],
  [0, "0 rows"],
  [2, "2 rows"],
  ["1,001", "1,001 rows"],
])("%o rows are written as %s", (value, written) => {
  expect(counted(value, "row|rows", "en")).toBe(written);
});

test("the check finds a plural after a one", () => {
  expect(["1 customers", "Dismiss 1 rows?", "1 quarantined rows"].map(isWrong)).toEqual([true, true, true]);
  expect(["1 customer is", "1 of its like", "11 rows"].map(isWrong)).toEqual([false, false, false]);
});
