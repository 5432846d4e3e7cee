import { useSyncExternalStore } from "react";

import { isPhone, phoneQuery } from "@/theme/phone";

function subscribe(onChange: () => void): () => void {
  const list = phoneQuery();
  list.addEventListener("change", onChange);
  return () => list.removeEventListener("change", onChange);
}

/** Whether the window is as narrow as a phone. */
export const usePhone = () => useSyncExternalStore(subscribe, isPhone);
