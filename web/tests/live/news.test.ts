import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { freshnessOf, LATE_SECONDS } from "@/live/freshness";
import { gathered, joined, type News, newsOf, refreshCustomers } from "@/live/news";

const about = (...ids: string[]): News => newsOf({ kind: "change", customer_ids: ids });

describe("gathering news", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("the first comes at once, what follows within the pause comes joined", () => {
    const heard: string[][] = [];
    const { tell } = gathered((news) => void heard.push([...news.customers]), 1000);

    tell(about("A"));
    tell(about("B"));
    tell(about("B", "C"));
    expect(heard).toEqual([["A"]]);

    vi.advanceTimersByTime(1000);
    expect(heard).toEqual([["A"], ["B", "C"]]);
  });

  test("nothing is heard any more once it is stopped", () => {
    const hear = vi.fn();
    const { tell, stop } = gathered(hear, 1000);
    tell(about("A"));
    tell(about("B"));

    stop();
    vi.advanceTimersByTime(5000);

    expect(hear).toHaveBeenCalledTimes(1);
  });
});

test("joined news is about all that either is about", () => {
  const both = joined(newsOf({ kind: "task", customer_ids: ["A"] }), newsOf({ kind: "review", customer_ids: ["B"] }));

  expect(both).toEqual({ customers: new Set(["A", "B"]), tasks: true, reviews: true });
});

test("a customer in the news is read again, but neither contact details nor a past day", () => {
  const cache = new QueryClient();
  const keys = [["customer", "A", "record", null], ["customer", "A", "contacts"], ["customer", "A", "tags", "2026-10-01"], ["customer", "B", "tier"]];
  for (const key of keys) cache.setQueryData(key, {});

  refreshCustomers(cache, about("A"));

  expect(keys.map((key) => cache.getQueryState(key)?.isInvalidated)).toEqual([true, false, false, false]);
});

describe("how fresh the page is", () => {
  const now = Date.parse("2026-11-21T08:00:00Z");

  test("is told by the later of what was heard here and what the server says", () => {
    const seen = { hearing: "told", heardAt: now - 9000, changedAt: "2026-11-21T07:59:58Z", now } as const;

    expect(freshnessOf(seen)).toEqual({ word: "live", tone: "good", seconds: 2 });
  });

  test("says how far behind the results are, whatever else", () => {
    expect(freshnessOf({ hearing: "told", heardAt: now, lag: LATE_SECONDS, now })).toEqual({ word: "late", tone: "warn", seconds: LATE_SECONDS });
  });

  test("counts no seconds after a long silence, nor without a connection", () => {
    expect(freshnessOf({ hearing: "told", heardAt: null, now }).seconds).toBeNull();
    expect(freshnessOf({ hearing: "connecting", heardAt: now, now })).toEqual({ word: "connecting", tone: "warn", seconds: null });
  });
});
