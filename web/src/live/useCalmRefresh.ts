import { useEffect, useEffectEvent, useRef, useState, type RefObject } from "react";

import { useNews } from "@/live/live";
import type { News } from "@/live/news";

type Calm = {
  /** Whether a piece of news is about what is shown here. */
  concerns: (news: News) => boolean;
  /** Reads it again. */
  refresh: () => void;
  /** Something here is held by more than the pointer: rows are selected, a dialog is open. */
  held?: boolean;
  /** At most one reading in this time. */
  pause?: number;
};

export type CalmRefresh<Shown extends HTMLElement> = {
  /** Goes to the element whose rows must not jump. */
  ref: RefObject<Shown | null>;
  /** Something newer is there and waits, since somebody is at the rows. */
  waiting: boolean;
  /** Shows it. */
  show: () => void;
};

const PAUSE_MS = 3_000;

/** How far a phone may be scrolled down until its reader counts as being among the rows. */
const AT_THE_TOP = 48;

/**
 * Rows that follow what happens: read again by themselves while nobody is at them; while a pointer or the focus is, the
 * news waits until they are left or it is asked for.
 */
export function useCalmRefresh<Shown extends HTMLElement>({ concerns, refresh, held = false, pause = PAUSE_MS }: Calm): CalmRefresh<Shown> {
  const ref = useRef<Shown>(null);
  const last = useRef(0);
  const [state, setState] = useState<"fresh" | "due" | "waiting">("fresh");

  const show = () => {
    setState("fresh");
    last.current = Date.now();
    refresh();
  };
  const settle = useEffectEvent(() => (held || isAt(ref.current) ? setState("waiting") : show()));
  useNews((news) => {
    if (concerns(news)) setState((before) => (before === "fresh" ? "due" : before));
  });

  useEffect(() => {
    if (state !== "due") return;
    const planned = setTimeout(() => settle(), Math.max(0, last.current + pause - Date.now()));
    return () => clearTimeout(planned);
  }, [state, pause]);
  useEffect(() => {
    const shown = ref.current;
    if (state !== "waiting" || !shown) return;
    // The focus moves only after the event that tells of it.
    const left = () => void setTimeout(() => settle(), 0);
    shown.addEventListener("pointerleave", left);
    shown.addEventListener("focusout", left);
    return () => {
      shown.removeEventListener("pointerleave", left);
      shown.removeEventListener("focusout", left);
    };
  }, [state]);
  return { ref, waiting: state === "waiting", show };
}

function isAt(shown: HTMLElement | null): boolean {
  if (!shown) return false;
  const touched = globalThis.matchMedia?.("(hover: none)").matches;
  if (touched) return globalThis.scrollY > AT_THE_TOP;
  return shown.matches(":hover") || shown.contains(document.activeElement);
}
