/** A customer's own value beside those of customers of the same kind. */

export interface Compared {
  value: number | string | boolean | null;
  peer_median?: number | string | null;
  /** Share of the peers with a smaller value, 0..1. */
  peer_rank?: number | null;
  better?: "high" | "low" | string | null;
}

export type Standing = "good" | "usual" | "poor";

const OUTSTANDING = 0.8;
const LAGGING = 0.2;

/** Where the customer stands among its peers; "usual" too where no direction is better or nothing is known. */
export function standing({ peer_rank: rank, better }: Compared): Standing {
  if (rank === null || rank === undefined || (better !== "high" && better !== "low")) return "usual";
  const goodness = better === "high" ? rank : 1 - rank;
  if (goodness >= OUTSTANDING) return "good";
  return goodness <= LAGGING ? "poor" : "usual";
}

/**
 * How far from usual, 0 (in the middle of the peers) to 1 (at an end), so that what is remarkable about a customer
 * can be shown first. −1 where it cannot be compared.
 */
export function remarkable({ peer_rank: rank }: Compared): number {
  return rank === null || rank === undefined ? -1 : Math.abs(rank - 0.5) * 2;
}

/** Features with the most remarkable first; equals keep the order in which they came. */
export function byRemarkable<T extends Compared>(features: readonly T[]): T[] {
  return [...features].sort((a, b) => remarkable(b) - remarkable(a));
}

/** Things grouped by a key, groups in the order of their first member. */
export function grouped<T>(all: readonly T[], keyOf: (one: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups];
}
