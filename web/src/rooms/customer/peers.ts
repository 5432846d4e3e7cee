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

/**
 * Where the customer stands among its peers; "usual" too where no direction is better or nothing is known, and for who
 * has the value of the peers' middle: where most owe nothing, owing nothing is no distinction.
 */
export function standing(figure: Compared): Standing {
  const { peer_rank: rank, better } = figure;
  if (rank === null || rank === undefined || (better !== "high" && better !== "low")) return "usual";
  if (isMiddle(figure)) return "usual";
  const goodness = better === "high" ? rank : 1 - rank;
  if (goodness >= OUTSTANDING) return "good";
  return goodness <= LAGGING ? "poor" : "usual";
}

/**
 * How far from usual, 0 (in the middle of the peers) to 1 (at an end), so that what is remarkable about a customer
 * can be shown first. −1 where it cannot be compared.
 */
export function remarkable(figure: Compared): number {
  const { peer_rank: rank } = figure;
  if (rank === null || rank === undefined) return -1;
  return isMiddle(figure) ? 0 : Math.abs(rank - 0.5) * 2;
}

/** Where the customer stands on the line of its peers, 0 to 1; in the middle with the value of the middle. */
export const placeOnLine = (figure: Compared): number => (isMiddle(figure) ? 0.5 : (figure.peer_rank ?? 0.5));

function isMiddle({ value, peer_median: median }: Compared): boolean {
  return value !== null && median !== null && median !== undefined && Number(value) === Number(median);
}

const PER_FAMILY = 2;

/**
 * What is most remarkable about a customer: the figures farthest from the peers' middle, at most two of a family, since
 * a large customer's spend stands out over every window. Equals keep the order in which they came.
 */
export function mostRemarkable<T extends Compared & { family: { id: string } }>(figures: readonly T[], count: number): T[] {
  const taken = new Map<string, number>();
  return figures
    .filter((figure) => remarkable(figure) > 0 && figure.better !== null)
    .sort((a, b) => remarkable(b) - remarkable(a))
    .filter(({ family }) => {
      const before = taken.get(family.id) ?? 0;
      taken.set(family.id, before + 1);
      return before < PER_FAMILY;
    })
    .slice(0, count);
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
