import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState, type ReactNode } from "react";

import { type Hearing, Listener } from "@/live/listening";
import { type Live, LiveContext } from "@/live/live";
import { gathered, type News, refreshCustomers } from "@/live/news";
import { changesAfter } from "@/live/queries";
import { spokenNow } from "@/locale";
import { useMay } from "@/session/session";

/** However much happens, the pages hear of it once a second. */
const NEWS_MS = 1_000;

/** Listens for changes as long as the console is open, and keeps the open pages of customers as they are now. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const listening = useMay()("live.read");
  const [hearing, setHearing] = useState<Hearing | null>(null);
  const [heardAt, setHeardAt] = useState<number | null>(null);
  const [readers] = useState(() => new Set<(news: News) => void>());

  useEffect(() => {
    if (!listening) return;
    const second = gathered((news) => {
      setHeardAt(Date.now());
      refreshCustomers(cache, news);
      for (const reader of readers) reader(news);
    }, NEWS_MS);
    const stop = new Listener({
      open: () => new EventSource(`/api/v1/live/stream?lang=${spokenNow()}`),
      changesAfter,
      onNews: second.tell,
      onHearing: setHearing,
    }).start();
    return () => {
      stop();
      second.stop();
    };
  }, [listening, cache, readers]);

  const live = useMemo<Live>(
    () => ({
      hearing: listening ? hearing : null,
      heardAt,
      subscribe: (reader) => {
        readers.add(reader);
        return () => void readers.delete(reader);
      },
    }),
    [listening, hearing, heardAt, readers],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}
