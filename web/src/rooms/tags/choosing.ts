import type { TagAnswer } from "@/rooms/tags/queries";

export type TagChoice = { family: string; words: string; carried: boolean };

/** The tags of a family (or all) whose name, id, meaning or definition holds every word. */
export function chosenTags(tags: readonly TagAnswer[], { family, words, carried }: TagChoice): TagAnswer[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return tags.filter((tag) => {
    if (family && tag.family.id !== family) return false;
    if (carried && !tag.carriers) return false;
    const said = `${tag.name} ${tag.id} ${tag.meaning} ${tag.definition}`.toLowerCase();
    return wanted.every((word) => said.includes(word));
  });
}

/** The largest number of carriers, to draw the others against it. */
export const mostCarriers = (tags: readonly TagAnswer[]): number => Math.max(1, ...tags.map((tag) => tag.carriers ?? 0));
