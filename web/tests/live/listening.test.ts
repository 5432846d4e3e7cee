import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ASK_MS, type Hearing, Listener, REST_AFTER_MS, TRY_AGAIN_MS } from "@/live/listening";
import type { News } from "@/live/news";
import type { Changes } from "@/live/shapes";

class Stream extends EventTarget {
  static readonly CLOSED = 2;
  readyState = 1;
  close() {
    this.readyState = Stream.CLOSED;
  }
  says(kind: string, data: object, id = "") {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data), lastEventId: id }));
  }
  breaks(state: number) {
    this.readyState = state;
    this.dispatchEvent(new Event("error"));
  }
}

let streams: Stream[];
let hearings: Hearing[];
let heard: string[][];
let asked: (number | null)[];
let answers: Changes;
let stop: () => void;

const seen = (hidden: boolean) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Stream);
  [streams, hearings, heard, asked] = [[], [], [], []];
  answers = { latest: 7, changes: [], more: false };
  stop = new Listener({
    open: () => (streams.push(new Stream()), streams.at(-1) as unknown as EventSource),
    changesAfter: (place) => (asked.push(place), Promise.resolve(answers)),
    onNews: (news: News) => void heard.push([...news.customers]),
    onHearing: (hearing) => void hearings.push(hearing),
  }).start();
});

afterEach(() => {
  stop();
  seen(false);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what the stream tells is heard", () => {
  streams[0]!.says("hello", { latest: 3 });
  streams[0]!.says("change", { customer_ids: ["A", "B"] }, "4");
  streams[0]!.says("task", { customer_id: "C" }, "5");

  expect(heard).toEqual([["A", "B"], ["C"]]);
  expect(hearings.at(-1)).toBe("told");
});

test("a stream that the browser takes up again is only waited for", () => {
  streams[0]!.says("hello", { latest: 3 });

  streams[0]!.breaks(0);

  expect(hearings.at(-1)).toBe("connecting");
  expect(streams).toHaveLength(1);
});

test("where no stream is to be had the server is asked, and a stream tried again later", async () => {
  streams[0]!.says("hello", { latest: 3 });
  answers = { latest: 9, changes: [{ id: 9, kind: "change", priority: "normal", customer_ids: ["A"], revision: "1" }], more: false };
  streams[0]!.breaks(Stream.CLOSED);
  await vi.advanceTimersByTimeAsync(0);
  answers = { latest: 9, changes: [], more: false };
  await vi.advanceTimersByTimeAsync(ASK_MS);

  expect(asked).toEqual([3, 9]);
  expect(heard).toEqual([["A"]]);
  expect(hearings.at(-1)).toBe("asking");

  await vi.advanceTimersByTimeAsync(TRY_AGAIN_MS);
  expect(streams).toHaveLength(2);
});

test("asking says that it fails, and goes on", async () => {
  answers = undefined as unknown as Changes;
  streams[0]!.breaks(Stream.CLOSED);
  await vi.advanceTimersByTimeAsync(0);
  expect(hearings.at(-1)).toBe("connecting");

  answers = { latest: 7, changes: [], more: false };
  await vi.advanceTimersByTimeAsync(ASK_MS);
  expect(hearings.at(-1)).toBe("asking");
});

test("a page that nobody sees rests, and catches up when it is seen again", async () => {
  streams[0]!.says("hello", { latest: 3 });
  seen(true);
  await vi.advanceTimersByTimeAsync(REST_AFTER_MS);
  expect(hearings.at(-1)).toBe("resting");
  expect(streams[0]!.readyState).toBe(Stream.CLOSED);

  answers = { latest: 5, changes: [{ id: 5, kind: "change", priority: "normal", customer_ids: ["A"], revision: "1" }], more: false };
  seen(false);
  streams[1]!.says("hello", { latest: 5 });
  await vi.advanceTimersByTimeAsync(0);

  expect(asked).toEqual([3]);
  expect(heard).toEqual([["A"]]);
});

test("a short look elsewhere keeps the stream", async () => {
  seen(true);
  await vi.advanceTimersByTimeAsync(REST_AFTER_MS - 1);
  seen(false);
  await vi.advanceTimersByTimeAsync(REST_AFTER_MS);

  expect(streams).toHaveLength(1);
  expect(streams[0]!.readyState).toBe(1);
});

test("of more changes than one answer holds the rest is asked for from the last one on", async () => {
  streams[0]!.says("hello", { latest: 3 });
  answers = { latest: 900, changes: [{ id: 500, kind: "change", priority: "normal", customer_ids: ["A"], revision: "1" }], more: true };
  streams[0]!.breaks(Stream.CLOSED);
  await vi.advanceTimersByTimeAsync(ASK_MS);

  expect(asked).toEqual([3, 500]);
});
