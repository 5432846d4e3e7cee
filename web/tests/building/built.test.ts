import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Rolldown } from "vite";
import { afterEach, beforeEach, expect, test } from "vitest";

import { chunksOf, filesUnder, importsOf } from "../../built.ts";

let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "frostier-built-"));
  mkdirSync(join(directory, "assets/fonts"), { recursive: true });
  for (const file of ["index.html", "assets/frame.js", "assets/fonts/mark.svg"]) writeFileSync(join(directory, file), "");
});

afterEach(() => rmSync(directory, { recursive: true }));

const named = (files: readonly string[]) => files.map((file) => file.slice(directory.length + 1)).sort();

test("the files of a directory are those of all below it, and no directory is one of them", () => {
  expect(named(filesUnder(directory))).toEqual(["assets/fonts/mark.svg", "assets/frame.js", "index.html"]);
});

test("of one kind only files of that kind are found", () => {
  expect(named(filesUnder(directory, /\.(js|svg)$/))).toEqual(["assets/fonts/mark.svg", "assets/frame.js"]);
});

test("a sheet of styles is no code, and imports nothing", () => {
  const bundle = {
    "frame.js": { type: "chunk", fileName: "frame.js", imports: [] },
    "page.js": { type: "chunk", fileName: "page.js", imports: ["frame.js"] },
    "console.css": { type: "asset", fileName: "console.css" },
  } as unknown as Rolldown.OutputBundle;

  expect(chunksOf(bundle).map((chunk) => chunk.fileName)).toEqual(["frame.js", "page.js"]);
  expect([...importsOf(bundle)]).toEqual([["frame.js", []], ["page.js", ["frame.js"]]]);
});
