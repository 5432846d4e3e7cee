import { readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import type { Plugin } from "vite";

import { filesUnder } from "./built.ts";

const COMPRESSIBLE = new Set([".js", ".css", ".html", ".svg", ".json"]);
const WORTH_IT_BYTES = 1024;

/** Writes `.gz` and `.br` beside every built text file, so that the server never compresses while it answers. */
export function precompress(): Plugin {
  let outDir = "";
  return {
    name: "frostier-precompress",
    apply: "build",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      filesUnder(outDir).filter(worthIt).forEach(compress);
    },
  };
}

function worthIt(path: string): boolean {
  return COMPRESSIBLE.has(extname(path)) && statSync(path).size >= WORTH_IT_BYTES;
}

function compress(path: string): void {
  const plain = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}
