import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import en from "@/locale/en";
import zh from "@/locale/zh";

const SOURCE = join(import.meta.dirname, "../../src");
const PLURAL = /_(zero|one|two|few|many|other)$/;

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, before = ""): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[before + key, value]] : [...flat(value, `${before}${key}.`)],
    ),
  );
}

const keysOf = (texts: Texts) => [...new Set([...flat(texts).keys()].map((key) => key.replace(PLURAL, "")))].sort();
const blanks = (text: string) => [...new Set(text.match(/{{\s*\w+/g) ?? [])].map((found) => found.slice(2).trim()).sort();

const rooms = Object.keys(zh) as (keyof typeof zh)[];

describe.each(rooms)("the texts of %s", (room) => {
  test("have the same keys in both languages", () => {
    expect(keysOf(en[room] as Texts)).toEqual(keysOf(zh[room] as Texts));
  });

  test("are never empty", () => {
    const empty = [zh, en].flatMap((texts) => [...flat(texts[room] as Texts)].filter(([, text]) => !text.trim()));
    expect(empty).toEqual([]);
  });

  test("have the same blanks in both languages", () => {
    const english = flat(en[room] as Texts);
    const differing = [...flat(zh[room] as Texts)].filter(([key, text]) => {
      const other = english.get(key);
      return other !== undefined && !key.match(PLURAL) && blanks(text).join() !== blanks(other).join();
    });
    expect(differing).toEqual([]);
  });

  test("speak the language they are in", () => {
    const chinese = /[\u4e00-\u9fff]/;
    const english = [...flat(en[room] as Texts)].filter(([key, text]) => chinese.test(text) && key !== "language");
    expect(english).toEqual([]);
  });
});

function sources(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? sources(path) : /\.tsx?$/.test(path) && !path.includes("schema") ? [path] : [];
  });
}

test("every text that the code asks for exists", () => {
  const known = new Set(rooms.flatMap((room) => keysOf(zh[room] as Texts).map((key) => `${room}:${key}`)));
  const unknown = sources(SOURCE).flatMap((path) => {
    const code = readFileSync(path, "utf8");
    const spaces = [...code.matchAll(/useTranslation\(\[?([^)\]]*)/g)].flatMap((call) =>
      [...call[1]!.matchAll(/"(\w+)"/g)].map((name) => name[1]!),
    );
    return [...code.matchAll(/\bt\(\s*"([^"]+)"/g)]
      .map((call) => call[1]!)
      .filter((key) => !(key.includes(":") ? known.has(key) : spaces.some((space) => known.has(`${space}:${key}`))))
      .map((key) => `${path}: ${key}`);
  });
  expect(unknown).toEqual([]);
});
