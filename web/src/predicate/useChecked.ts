import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { answer, api } from "@/api/client";

const PAUSE_MS = 400;

/** A value once it has not changed for a short while. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const waiting = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(waiting);
  }, [value]);
  return settled;
}

/** A condition as the server reads it, or what is wrong with it; asked when the typing pauses. */
export function useChecked(text: string) {
  const settled = useSettled(text.trim());
  const query = useQuery({
    queryKey: ["predicates", "check", settled],
    queryFn: () => answer(api.POST("/api/v1/predicates/check", { body: { text: settled, tags: true } })),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const current = settled === text.trim() && !query.isPlaceholderData;
  return { checked: settled === "" ? undefined : query.data, current };
}

/** How many customers a condition fits; asked when the typing pauses and the condition can be read. */
export function useSize(text: string, enabled: boolean) {
  const settled = useSettled(text.trim());
  return useQuery({
    queryKey: ["predicates", "count", settled],
    queryFn: () => answer(api.POST("/api/v1/predicates/count", { body: { text: settled, tags: true } })),
    enabled: enabled && settled !== "",
  });
}
