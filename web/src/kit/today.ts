import { COMPANY_PLACE } from "@/locale/formats";

const DAY_MS = 86_400_000;

/** The business day that it is now where the company is, `YYYY-MM-DD`; a demo company's lies behind the calendar's. */
export function today(now = new Date(), { timezone, daysBehind } = COMPANY_PLACE): string {
  const day = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: timezone }).format(now);
  return new Date(Date.parse(day) - daysBehind * DAY_MS).toISOString().slice(0, 10);
}

/** How many days one business day is after another; negative when before. */
export const daysFrom = (day: string, other: string): number => Math.round((Date.parse(day) - Date.parse(other)) / DAY_MS);
