import { useCallback, useState, type KeyboardEvent, type RefObject } from "react";

import { useKeys } from "@/app/useKeys";

type RowKeys = {
  body: RefObject<HTMLTableSectionElement | null>;
  count: number;
  onOpen?: (place: number) => void;
  onToggle?: (place: number) => void;
};

/** j and k (or arrows) go through the rows, Enter opens, x selects. One row at a time can be tabbed to. */
export function useRowKeys({ body, count, onOpen, onToggle }: RowKeys) {
  const [visited, setCurrent] = useState(0);
  const current = Math.min(visited, Math.max(count - 1, 0));

  const go = useCallback(
    (place: number) => body.current?.querySelector<HTMLElement>(`[data-place="${place}"]`)?.focus(),
    [body],
  );
  // Outside of the rows the first j or k enters them.
  const enter = useCallback(
    (key: string) => {
      const inRows = body.current?.contains(document.activeElement);
      if ((key === "j" || key === "k") && !inRows) go(current);
    },
    [body, go, current],
  );
  useKeys(enter);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLTableRowElement)) return;
    const steps: Record<string, () => void> = {
      j: () => go(Math.min(current + 1, count - 1)),
      k: () => go(Math.max(current - 1, 0)),
      ArrowDown: () => go(Math.min(current + 1, count - 1)),
      ArrowUp: () => go(Math.max(current - 1, 0)),
      Home: () => go(0),
      End: () => go(count - 1),
      Enter: () => onOpen?.(current),
      x: () => onToggle?.(current),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };
  return { current, setCurrent, onKeyDown };
}
