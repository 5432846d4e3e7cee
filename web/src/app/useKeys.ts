import { useEffect } from "react";

const TYPING = "input, textarea, select, [contenteditable=true], [role=combobox]";

/** Calls back for keys pressed outside of fields and without modifiers. */
export function useKeys(onKey: (key: string, event: KeyboardEvent) => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest(TYPING);
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      onKey(event.key, event);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [onKey]);
}
