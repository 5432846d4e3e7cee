import { type News, newsOf } from "@/live/news";
import type { Changes } from "@/live/shapes";

/** How the page hears of changes now: told by the server, by asking, not for the moment, or put to rest unseen. */
export type Hearing = "connecting" | "told" | "asking" | "resting";

export type Line = {
  /** Opens the stream of events. */
  open: () => EventSource;
  /** What changed after a place in the feed; without one, only where the feed stands. */
  changesAfter: (place: number | null) => Promise<Changes>;
  onNews: (news: News) => void;
  onHearing: (hearing: Hearing) => void;
};

export const ASK_MS = 5_000;
/** After this long without a stream another one is tried. */
export const TRY_AGAIN_MS = 60_000;
/** A page that nobody sees gives its connection back: a browser has six of them for all its tabs together. */
export const REST_AFTER_MS = 30_000;

const KINDS = ["change", "task", "review"] as const;

type Timer = ReturnType<typeof setTimeout> | undefined;
type Told = { customer_ids?: string[]; customer_id?: string | null };

/**
 * Hears of changes as long as somebody looks, and misses none: a broken stream is taken up by the browser after the
 * last event, and what happened between two streams is asked for.
 */
export class Listener {
  private readonly line: Line;
  private stream: EventSource | null = null;
  private place: number | null = null;
  private asking = false;
  private nextQuestion: Timer;
  private nextStream: Timer;
  private rest: Timer;

  constructor(line: Line) {
    this.line = line;
  }

  /** Listens from now on; answers how to stop. */
  start(): () => void {
    document.addEventListener("visibilitychange", this.onVisibility);
    this.openStream();
    return () => {
      document.removeEventListener("visibilitychange", this.onVisibility);
      clearTimeout(this.rest);
      this.hangUp();
    };
  }

  private openStream(): void {
    this.hangUp();
    this.line.onHearing("connecting");
    if (typeof EventSource === "undefined") return this.askFromNowOn();
    const stream = this.line.open();
    this.stream = stream;
    stream.addEventListener("hello", (event: MessageEvent<string>) => this.onHello(event));
    for (const kind of KINDS) {
      stream.addEventListener(kind, (event: MessageEvent<string>) => {
        this.moveTo(Number(event.lastEventId));
        this.line.onNews(newsOf({ kind, customer_ids: customersIn(event.data) }));
      });
    }
    stream.addEventListener("error", () => this.onBroken(stream));
  }

  private onHello(event: MessageEvent<string>): void {
    this.line.onHearing("told");
    if (this.place === null) this.moveTo(latestIn(event.data));
    else void this.catchUp().catch(() => undefined);
  }

  private onBroken(stream: EventSource): void {
    if (stream !== this.stream) return;
    // Closed for good means refused: too many listen already, or a proxy in between. Else it comes back by itself.
    if (stream.readyState === EventSource.CLOSED) this.askFromNowOn();
    else this.line.onHearing("connecting");
  }

  private askFromNowOn(): void {
    this.hangUp();
    this.asking = true;
    this.nextStream = setTimeout(() => this.openStream(), TRY_AGAIN_MS);
    void this.askAgain();
  }

  private async askAgain(): Promise<void> {
    const answered = await this.catchUp().then(
      () => true,
      () => false,
    );
    if (!this.asking) return;
    this.line.onHearing(answered ? "asking" : "connecting");
    this.nextQuestion = setTimeout(() => void this.askAgain(), ASK_MS);
  }

  private async catchUp(): Promise<void> {
    const { latest, changes, more } = await this.line.changesAfter(this.place);
    for (const change of changes) this.line.onNews(newsOf(change));
    this.moveTo(more ? (changes.at(-1)?.id ?? latest) : latest);
  }

  private moveTo(place: number): void {
    if (Number.isFinite(place)) this.place = Math.max(this.place ?? 0, place);
  }

  private hangUp(): void {
    this.stream?.close();
    this.stream = null;
    this.asking = false;
    clearTimeout(this.nextQuestion);
    clearTimeout(this.nextStream);
  }

  private readonly onVisibility = (): void => {
    clearTimeout(this.rest);
    if (document.hidden) {
      this.rest = setTimeout(() => {
        this.hangUp();
        this.line.onHearing("resting");
      }, REST_AFTER_MS);
    } else if (!this.stream && !this.asking) this.openStream();
  };
}

function customersIn(data: string): string[] {
  const told = JSON.parse(data) as Told;
  return told.customer_ids ?? (told.customer_id ? [told.customer_id] : []);
}

function latestIn(data: string): number {
  return Number((JSON.parse(data || "{}") as { latest?: number }).latest);
}
