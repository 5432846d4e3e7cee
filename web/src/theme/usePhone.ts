import { useSyncExternalStore } from "react";

import { PHONE_WIDTH } from "@/theme/tokens";

const query = () => globalThis.matchMedia(`(max-width: ${PHONE_WIDTH - 1}px)`);

function subscribe(onChange: () => void): () => void {
  const list = query();
  list.addEventListener("change", onChange);
  return () => list.removeEventListener("change", onChange);
}

/** Whether the window is as narrow as a phone. */
export const usePhone = () => useSyncExternalStore(subscribe, () => query().matches);
