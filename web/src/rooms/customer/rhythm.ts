/** The days on which a customer bought, laid out as a calendar of weeks. */

export interface BuyingDay {
  day: string;
  orders: number;
  amount: string | number;
}

export interface Square {
  day: string;
  orders: number;
  amount: number;
  /** 0 (nothing bought) to 4. */
  depth: number;
}

export interface Calendar {
  /** Weeks from Monday to Sunday; days outside the period are null. */
  weeks: (Square | null)[][];
  /** Week at which each month begins, with its first day. */
  months: { week: number; day: string }[];
}

const DAY_MS = 86_400_000;
const DEEPEST = 4;

/** The calendar of the days from `since` to `until`, both inclusive. */
export function calendar(days: readonly BuyingDay[], since: string, until: string): Calendar {
  const bought = new Map(days.map((one) => [one.day, one]));
  const depthOf = depths(days.map((one) => Number(one.amount)));
  const weeks: (Square | null)[][] = [];
  const months: Calendar["months"] = [];
  for (let at = mondayOf(time(since)); at <= time(until); at += 7 * DAY_MS) {
    const week = Array.from({ length: 7 }, (_, n) => dayAt(at + n * DAY_MS));
    const first = week.find((day) => day.endsWith("-01") && day >= since && day <= until);
    if (first) months.push({ week: weeks.length, day: first });
    weeks.push(week.map((day) => (day < since || day > until ? null : square(day, bought.get(day), depthOf))));
  }
  return { weeks, months };
}

function square(day: string, bought: BuyingDay | undefined, depthOf: (amount: number) => number): Square {
  if (!bought) return { day, orders: 0, amount: 0, depth: 0 };
  const amount = Number(bought.amount);
  return { day, orders: bought.orders, amount, depth: depthOf(amount) };
}

/** Depth by quarters of the customer's own purchases, so that a small shop's rhythm shows as well as a large one's. */
function depths(amounts: readonly number[]): (amount: number) => number {
  const sorted = [...amounts].sort((a, b) => a - b);
  return (amount) => {
    const below = sorted.findIndex((one) => one >= amount);
    return Math.min(DEEPEST, 1 + Math.floor((Math.max(below, 0) / Math.max(sorted.length, 1)) * DEEPEST));
  };
}

/** The day a number of days later (earlier when negative). */
export function daysAfter(day: string, count: number): string {
  return dayAt(time(day) + count * DAY_MS);
}

/** How many days lie from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((time(to) - time(from)) / DAY_MS);
}

function time(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function dayAt(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function mondayOf(time: number): number {
  return time - ((new Date(time).getUTCDay() + 6) % 7) * DAY_MS;
}
