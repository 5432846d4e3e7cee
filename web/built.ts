import { readdirSync } from "node:fs";
import { join } from "node:path";

import type { Rolldown } from "vite";

/** The files in a directory and in those below it; of one kind, where a pattern of their names is given. */
export function filesUnder(directory: string, kind = /./): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && kind.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The files of code among those that a build makes. */
export function chunksOf(bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] {
  return Object.values(bundle).filter((one) => one.type === "chunk");
}

/** For each file of code those that it imports itself and at once. */
export function importsOf(bundle: Rolldown.OutputBundle): Map<string, readonly string[]> {
  return new Map(chunksOf(bundle).map((chunk) => [chunk.fileName, chunk.imports]));
}
