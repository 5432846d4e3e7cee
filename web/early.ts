import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { build, type Plugin, type Rolldown } from "vite";

import { chunksOf, importsOf } from "./built.ts";

const ROOMS = "src/app/rooms.ts";
const ENTRY = "src/early/early.ts";
const PICTURE = "/src/charts/Picture.tsx";
/** What the module of a page says that is sure to show a picture. */
const FETCHES_PICTURE = "fetchPicture";

/** Builds the script that runs first, with the files of every page in it, and names it at the head of the document. */
export function early(): Plugin {
  let root = "";
  let outDir = "";
  let alias: Record<string, string> = {};
  let made: { name: string; code: string } | undefined;
  return {
    name: "frostier-early",
    apply: "build",
    configResolved(config) {
      root = config.root;
      outDir = resolve(root, config.build.outDir);
      alias = Object.fromEntries(config.resolve.alias.map(({ find, replacement }) => [String(find), replacement]));
    },
    transformIndexHtml: {
      order: "post",
      async handler(_, { bundle }) {
        const code = await scriptFor(root, { "@": alias["@"]! }, pageFiles(root, bundle!));
        made = { name: `assets/early-${createHash("sha256").update(code).digest("hex").slice(0, 8)}.js`, code };
        return [{ tag: "script", attrs: { src: `/${made.name}` }, injectTo: "head-prepend" }];
      },
    },
    writeBundle() {
      if (made) writeFileSync(join(outDir, made.name), made.code);
    },
  };
}

/** For each address of the console, as a pattern, the files of its code. */
function pageFiles(root: string, bundle: Rolldown.OutputBundle): [string, string[]][] {
  const chunks = chunksOf(bundle);
  const initial = new Set(chunks.filter((chunk) => chunk.isEntry).flatMap((chunk) => [chunk.fileName, ...chunk.imports]));
  const imports = importsOf(bundle);
  const picture = chunks.find((one) => one.facadeModuleId?.endsWith(PICTURE))!.fileName;
  const named = [...readFileSync(join(root, ROOMS), "utf8").matchAll(/path: "([^"]+)".*import\("@\/([^"]+)"\)/g)];
  if (named.length === 0) throw new Error(`${ROOMS} names no address as this build reads it.`);
  return named.map(([, path, module]) => {
    const chunk = chunks.find((one) => one.facadeModuleId?.endsWith(`/src/${module}.tsx`));
    if (!chunk) throw new Error(`No file was built for the address ${path} (${module}).`);
    const source = readFileSync(join(root, "src", `${module}.tsx`), "utf8");
    const files = [...allOf(chunk.fileName, imports), ...(source.includes(FETCHES_PICTURE) ? allOf(picture, imports) : [])];
    const wanted = [...new Set(files)].filter((file) => !initial.has(file));
    return [`^${path!.replaceAll(/:\w+/g, "[^/]+")}$`, wanted.map((file) => `/${file}`)];
  });
}

/** A file and all that it imports, directly or not: a browser finds the imports of an import only when it has read it. */
function allOf(file: string, imports: ReadonlyMap<string, readonly string[]>, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const imported of imports.get(file) ?? []) allOf(imported, imports, found);
  return found;
}

async function scriptFor(root: string, alias: Record<string, string>, files: [string, string[]][]): Promise<string> {
  const built = await build({
    root,
    configFile: false,
    logLevel: "silent",
    resolve: { alias },
    define: { PAGE_FILES: JSON.stringify(files) },
    build: { write: false, copyPublicDir: false, lib: { entry: ENTRY, formats: ["iife"], name: "frostierEarly" } },
  });
  const [output] = Array.isArray(built) ? built : [built as Rolldown.RolldownOutput];
  return output!.output[0].code;
}
