import { useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { Page } from "@/api/shapes";
import { useNews } from "@/live/live";
import type { CustomerRow } from "@/rooms/customers/queries";

/** The key that begins all pages of the list. */
export const LIST_KEY = ["customers", "list"] as const;

const MOST_ASKED = 200;

/** The page with newer rows in the places of the former ones; the same page where none of them is on it. */
export function withRows(page: Page<CustomerRow>, newer: readonly CustomerRow[]): Page<CustomerRow> {
  const byId = new Map(newer.map((row) => [row.id, row]));
  if (!page.items.some((row) => byId.has(row.id))) return page;
  return { ...page, items: page.items.map((row) => byId.get(row.id) ?? row) };
}

/** Shows the customers in the news as they are now, each in its place: sorting anew is for `useCalmRefresh`. */
export function useLiveRows(figures: readonly string[], following: boolean): void {
  const cache = useQueryClient();
  useNews((news) => {
    if (!following) return;
    const pages = cache.getQueriesData<Page<CustomerRow>>({ queryKey: LIST_KEY, type: "active" });
    const shown = new Set(pages.flatMap(([, page]) => page?.items.map((row) => row.id) ?? []));
    const ids = [...news.customers].filter((id) => shown.has(id)).slice(0, MOST_ASKED);
    if (ids.length === 0) return;
    void fetchRows(ids, figures).then(
      (newer) =>
        cache.setQueriesData<Page<CustomerRow>>({ queryKey: LIST_KEY, type: "active" }, (page) => page && withRows(page, newer)),
      () => undefined,
    );
  });
}

async function fetchRows(ids: string[], columns: readonly string[]): Promise<CustomerRow[]> {
  const { items } = await answer(api.POST("/api/v1/customers/batch", { body: { ids, columns: [...columns] } }));
  return items;
}
