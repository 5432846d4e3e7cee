import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import postcss from "postcss";
import type { Plugin } from "vite";

import { filesUnder } from "./built.ts";

const STYLES = "/antd/dist/antd.css";
/** What antd writes beside the rules of its parts: values of its own theme, which the theme of the console sets. */
const OWN_VALUES = /\.css-var-|\.data-ant-/;
/** The classes of parts that belong to no directory: what moves, and the pictures of symbols. */
const EVERYWHERE = ["motion", "zoom", "fade", "slide", "move"];

/**
 * Of the styles that antd was published with, those of the parts that the console uses. With them antd need not make
 * its styles while a page is waited for; see `zeroRuntime` in the theme.
 */
export function antdStyles(): Plugin {
  let root = "";
  return {
    name: "frostier-antd-styles",
    enforce: "pre",
    configResolved(config) {
      root = config.root;
    },
    load(id) {
      if (!id.split("?")[0]!.endsWith(STYLES)) return null;
      return stylesOf(join(root, "node_modules/antd"), partsIn(join(root, "src")));
    },
  };
}

/** The names that the sources import from antd. */
export function partsIn(source: string): string[] {
  const imports = filesUnder(source, /\.tsx?$/).flatMap((file) => [
    ...readFileSync(file, "utf8").matchAll(/import\s+\{([^}]*)\}\s+from\s+"antd"/g),
  ]);
  const names = imports.flatMap(([, list]) => list!.split(",").map((name) => name.trim().split(/\s+as\s+/)[0]!));
  return [...new Set(names.filter((name) => /^[A-Z]/.test(name)))].sort();
}

/** The rules that can meet a part of these names, or one that such a part is made of. */
export function stylesOf(antd: string, names: readonly string[]): string {
  const prefixes = prefixesOf(antd, names);
  const known = (name: string) => prefixes.some((prefix) => name === prefix || name.startsWith(`${prefix}-`));
  const wanted = (selector: string) =>
    !OWN_VALUES.test(selector) && [...selector.matchAll(/\.ant-([\w-]+)/g)].every(([, name]) => known(name!));
  const sheet = postcss.parse(readFileSync(join(antd, "dist/antd.css"), "utf8"));
  sheet.walkRules((rule) => {
    if (rule.parent?.type === "atrule" && /keyframes$/.test((rule.parent as postcss.AtRule).name)) return;
    const kept = rule.selectors.filter(wanted);
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  sheet.walkAtRules((rule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
  return sheet.toString();
}

/** The beginnings of the class names of the parts, and of the parts that they import. */
function prefixesOf(antd: string, names: readonly string[]): string[] {
  const modules = join(antd, "es");
  const index = readFileSync(join(modules, "index.js"), "utf8");
  const begun = names.map((name) => {
    const found = new RegExp(`default as ${name} \\} from '(\\./[^']+)'`).exec(index);
    if (!found) throw new Error(`antd has no part ${name}, as this build reads its index.`);
    return moduleAt(join(modules, found[1]!));
  });
  const code = [...reachedFrom(begun)].map((file) => readFileSync(file, "utf8"));
  const prefixes = code.flatMap((text) => [...text.matchAll(/getPrefixCls\('([\w-]+)'/g)].map(([, prefix]) => prefix!));
  return [...new Set([...prefixes, ...EVERYWHERE])].sort();
}

function reachedFrom(files: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const waiting = [...files];
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const [, to] of readFileSync(file, "utf8").matchAll(/from ['"](\.[^'"]+)['"]/g)) {
      waiting.push(moduleAt(resolve(dirname(file), to!)));
    }
  }
  return reached;
}

function moduleAt(path: string): string {
  return [`${path}.js`, join(path, "index.js"), path].find((one) => existsSync(one) && statSync(one).isFile())!;
}
