import type { Plugin } from "vite";

import { importsOf } from "./built.ts";

/**
 * Fails a build whose files import one another in a circle: which of them runs first would depend on the page that was
 * opened first, and code would meet what is not there yet.
 */
export function acyclic(): Plugin {
  return {
    name: "frostier-acyclic",
    apply: "build",
    generateBundle(_, bundle) {
      const circle = circleIn(importsOf(bundle));
      if (circle) this.error(`These files import one another: ${circle.join(" → ")}. Mend the groups of codeSplitting.`);
    },
  };
}

/** Some files that import one another, the first again at the end; null where there are none. */
export function circleIn(imports: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const follow = (file: string, way: readonly string[]): string[] | null => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of imports.get(file) ?? []) {
      const circle = follow(next, [...way, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  };
  for (const file of imports.keys()) {
    const circle = follow(file, []);
    if (circle) return circle;
  }
  return null;
}
