/** What a set of moves amounts to. */

type Link = { source: string; target: string; customers: number };

/** Stands for customers who were not there yet, or are no longer. */
export const ABSENT = "absent";

/** What the streams run between at first. */
export const USUAL_AXIS = "tier";

export interface Balance {
  up: number;
  down: number;
  stayed: number;
  /** Everybody whose place changed, comers and goers included. */
  moved: number;
}

/** How many rose, fell and stayed, by the rank of the places (the best first). */
export function balance(links: readonly Link[], bestFirst: readonly string[]): Balance {
  const rank = new Map(bestFirst.map((id, at) => [id, at]));
  const told: Balance = { up: 0, down: 0, stayed: 0, moved: 0 };
  for (const { source, target, customers } of links) {
    told[source === target ? "stayed" : "moved"] += customers;
    const [from, to] = [rank.get(source), rank.get(target)];
    if (from !== undefined && to !== undefined && from !== to) told[to < from ? "up" : "down"] += customers;
  }
  return told;
}

/** Only the moves that changed something. */
export function changes<T extends Link>(links: readonly T[]): T[] {
  return links.filter((link) => link.source !== link.target);
}

/** The two newest gradings' days, the earlier first; null where there are not two. */
export function latestTwo(gradings: readonly { as_of: string }[]): { from: string; to: string } | null {
  const days = [...new Set(gradings.map((grading) => grading.as_of))].sort();
  const [from, to] = days.slice(-2);
  return from !== undefined && to !== undefined ? { from, to } : null;
}
