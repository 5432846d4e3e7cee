import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { answer, api } from "@/api/client";
import type { Vocabulary } from "@/predicate/completion";
import { useFields } from "@/session/fields";
import { useMay } from "@/session/session";

/** The words that a condition may use; empty while they are on their way, or not wanted yet. */
export function useVocabulary(wanted: boolean): Vocabulary {
  const { data: fields } = useFields(wanted);
  const may = useMay();
  const { data: tags } = useQuery({
    queryKey: ["tags", "all"],
    queryFn: () => answer(api.GET("/api/v1/tags", {})),
    enabled: wanted && may("tags.read"),
  });
  return useMemo(() => ({ fields: fields ?? [], tags: tags ?? [] }), [fields, tags]);
}
