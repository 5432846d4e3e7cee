import type { Hearing } from "@/live/listening";

export type Freshness = {
  word: "live" | "late" | "asking" | "connecting" | "resting";
  tone: "good" | "warn" | "faint";
  /** For `late`, how far behind; else how long ago something changed; null where that says nothing. */
  seconds: number | null;
};

type Seen = {
  hearing: Hearing;
  /** When this page last heard of a change, in milliseconds. */
  heardAt: number | null;
  /** When the last change was made, as the server tells it. */
  changedAt?: string | null;
  /** Seconds that the live work is behind what was received. */
  lag?: number;
  now: number;
};

/** From this many seconds on, results count as late. */
export const LATE_SECONDS = 10;
/** A change longer ago than this is not worth counting seconds. */
const LONG_AGO_SECONDS = 3600;

const WORDS = { told: "live", asking: "asking", connecting: "connecting", resting: "resting" } as const;
const TONES = { live: "good", late: "warn", asking: "good", connecting: "warn", resting: "faint" } as const;

/** What the header says of how fresh the page is. */
export function freshnessOf({ hearing, heardAt, changedAt, lag = 0, now }: Seen): Freshness {
  const word = lag >= LATE_SECONDS ? "late" : WORDS[hearing];
  if (word === "late") return { word, tone: TONES[word], seconds: lag };
  const last = Math.max(heardAt ?? 0, changedAt ? Date.parse(changedAt) : 0);
  const ago = Math.max(0, Math.round((now - last) / 1000));
  const tells = (word === "live" || word === "asking") && ago < LONG_AGO_SECONDS;
  return { word, tone: TONES[word], seconds: tells ? ago : null };
}
