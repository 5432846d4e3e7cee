import type { Query, QueryClient } from "@tanstack/react-query";

import type { Change } from "@/live/shapes";

/** What is no longer as it was on the screen: which customers, and whether there is something about tasks and reviews. */
export type News = { customers: ReadonlySet<string>; tasks: boolean; reviews: boolean };

export const NO_NEWS: News = { customers: new Set(), tasks: false, reviews: false };

/** The news in one change of the feed. */
export const newsOf = ({ kind, customer_ids }: Pick<Change, "kind" | "customer_ids">): News => ({
  // A customer's page shows their tasks and reviews as well.
  customers: new Set(customer_ids),
  tasks: kind === "task",
  reviews: kind === "review",
});

/** Both together. */
export const joined = (one: News, other: News): News => ({
  customers: new Set([...one.customers, ...other.customers]),
  tasks: one.tasks || other.tasks,
  reviews: one.reviews || other.reviews,
});

/** Hands news on at most once per `pause`, joined; the first comes at once, so that a single change is not waited for. */
export function gathered(hear: (news: News) => void, pause: number): { tell: (news: News) => void; stop: () => void } {
  let kept: News | null = null;
  let resting: ReturnType<typeof setTimeout> | undefined;
  const rest = () => {
    resting = setTimeout(() => {
      resting = undefined;
      if (kept) pass(kept);
    }, pause);
  };
  const pass = (news: News) => {
    kept = null;
    rest();
    hear(news);
  };
  return {
    tell: (news) => {
      if (resting === undefined) pass(news);
      else kept = kept ? joined(kept, news) : news;
    },
    stop: () => clearTimeout(resting),
  };
}

/** Has everything read again that an open page shows of the customers in the news. */
export function refreshCustomers(cache: QueryClient, news: News): void {
  for (const id of news.customers) {
    void cache.invalidateQueries({ queryKey: ["customer", id], predicate: changesByItself });
  }
}

/** Reading contact details is recorded each time, and a past day stays as it was. */
function changesByItself({ queryKey: [, , part, asOf] }: Query): boolean {
  return part !== "contacts" && typeof asOf !== "string";
}
