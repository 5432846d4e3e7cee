/** A scheme as JSON, as far as the editor changes it. Whatever it does not know stays as it was. */

export type Bilingual = { zh: string; en: string };
export type Condition = Record<string, unknown>;
export type Rule = { tier?: string; stage?: string; when: Condition | string };
export type RuleLadder = { kind?: "rules"; rules: Rule[]; otherwise: string };
export type Breakpoints =
  | { kind: "fixed"; cuts: string[]; points: number[] }
  | { kind: "quantile"; levels: string[]; points: number[]; by: string | null }
  | { kind: "choices"; points: Record<string, number>; otherwise: number };
export type Dimension = {
  id: string;
  name: Bilingual;
  feature: string;
  weight: string;
  better: "low" | "high";
  breakpoints: Breakpoints;
  missing_points: number;
};
export type Adjustment = { id: string; name: Bilingual; when: Condition | string; add: number };
export type Threshold = { tier: string; at_least: string };
export type ScoreLadder = { kind: "score"; dimensions: Dimension[]; thresholds: Threshold[]; otherwise: string };
export type RfmxLadder = {
  kind: "rfmx";
  rfm: Dimension[];
  x: Dimension[];
  adjustments: Adjustment[];
  thresholds: Threshold[];
  otherwise: string;
};
export type Ladder = (RuleLadder & { kind: "rules" }) | ScoreLadder | RfmxLadder;
export type Benefits = {
  discount_rate: string;
  coupon_per_month: string;
  priority_slots_per_week: number;
  manager_hours_per_month: string;
};
export type Tier = { id: string; name: Bilingual; benefits: Benefits };
export type Policy = {
  promotion: string;
  demotion_grace_days: number;
  minimum_hold_days: number;
  quota: Record<string, string>;
  quota_rank: string;
  seasonal_fairness: boolean;
};
export type Definition = {
  id: string;
  name: Bilingual;
  tiers: Tier[];
  ladder: Ladder;
  stages: RuleLadder;
  policy: Policy;
};

/** The list with one entry replaced, taken away (`null`) or moved. */
export function withEntry<T>(list: readonly T[], place: number, entry: T | null): T[] {
  return list.flatMap((now, at) => (at === place ? (entry === null ? [] : [entry]) : [now]));
}

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  if (to < 0 || to >= list.length) return [...list];
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), list[from]!, ...rest.slice(to)];
}

/** The dimensions of a scored ladder, those of RFM first. */
export const dimensionsOf = (ladder: ScoreLadder | RfmxLadder): Dimension[] =>
  ladder.kind === "score" ? ladder.dimensions : [...ladder.rfm, ...ladder.x];

/** The ladder with these dimensions; of RFM+X the first three stay R, F and M. */
export function withDimensions(ladder: ScoreLadder | RfmxLadder, dimensions: Dimension[]): ScoreLadder | RfmxLadder {
  if (ladder.kind === "score") return { ...ladder, dimensions };
  return { ...ladder, rfm: dimensions.slice(0, ladder.rfm.length), x: dimensions.slice(ladder.rfm.length) };
}

const PLACES = 10_000;
const units = (weight: string) => Math.round(Number(weight) * PLACES);
const weightOf = (parts: number) => String(parts / PLACES);

/** The sum of the weights in ten-thousandths, exact. */
export const weightUnits = (dimensions: readonly Dimension[]): number => dimensions.reduce((sum, one) => sum + units(one.weight), 0);
export const WHOLE = PLACES;

/** The weights scaled so that they sum to one; what rounding leaves goes to the heaviest. */
export function balanced(dimensions: readonly Dimension[]): Dimension[] {
  const sum = weightUnits(dimensions);
  if (sum === 0) return [...dimensions];
  const scaled = dimensions.map((one) => Math.round((units(one.weight) * PLACES) / sum));
  const rest = PLACES - scaled.reduce((total, part) => total + part, 0);
  const heaviest = scaled.indexOf(Math.max(...scaled));
  return dimensions.map((one, at) => ({ ...one, weight: weightOf(scaled[at]! + (at === heaviest ? rest : 0)) }));
}

/** The thresholds with one set; the better ones are pushed up and the lesser ones down where they would cross it. */
export function withThreshold(thresholds: readonly Threshold[], place: number, points: number): Threshold[] {
  const clamp = (value: number) => Math.min(100, Math.max(0, value));
  const set = clamp(points);
  return thresholds.map((threshold, at) => {
    const now = Number(threshold.at_least);
    const gap = Math.abs(at - place);
    if (at === place) return { ...threshold, at_least: String(set) };
    const next = at < place ? Math.max(now, set + gap) : Math.min(now, set - gap);
    return next === now ? threshold : { ...threshold, at_least: String(clamp(next)) };
  });
}

/** The definition with another ladder. */
export const withLadder = (definition: Definition, ladder: Ladder): Definition => ({ ...definition, ladder });
