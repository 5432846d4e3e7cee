import { createContext, useContext, useEffect, useEffectEvent } from "react";

import type { Hearing } from "@/live/listening";
import type { News } from "@/live/news";

export type Live = {
  /** How changes are heard of; null for who may not, or before the first word. */
  hearing: Hearing | null;
  /** When the last change was heard of, in milliseconds; null when none was since the page was opened. */
  heardAt: number | null;
  /** Calls back with what changed until the answer is called. */
  subscribe: (hear: (news: News) => void) => () => void;
};

const SILENT: Live = { hearing: null, heardAt: null, subscribe: () => () => undefined };

export const LiveContext = createContext<Live>(SILENT);

/** How this page hears of changes. Open pages of customers are read again without it; lists use `useCalmRefresh`. */
export const useLive = (): Live => useContext(LiveContext);

/** Calls back with every piece of news while the component is shown. */
export function useNews(hear: (news: News) => void): void {
  const { subscribe } = useLive();
  const latest = useEffectEvent(hear);
  useEffect(() => subscribe((news) => latest(news)), [subscribe]);
}
