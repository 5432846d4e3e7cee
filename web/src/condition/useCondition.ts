import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";
import { emptyGroup, jsonOf, treeOf, type Group, type Json } from "@/condition/tree";
import { useSettled } from "@/condition/useSettled";
import { spokenNow } from "@/locale";

export type Checked = components["schemas"]["ConditionAnswer"];
export type ConditionCounts = components["schemas"]["Counts"];

/** What was written last, and on which side: the other side follows it. */
type Source = { text: string } | { json: Json } | null;

export type Condition = {
  tree: Group;
  text: string;
  editTree: (tree: Group) => void;
  editText: (text: string) => void;
  /** Puts another condition in place of this one: JSON, or text as the API takes it. */
  adopt: (condition: Json | string) => void;
  /** The server's reading of what stands there now; nothing while it is on its way. */
  checked: Checked | undefined;
  pending: boolean;
  empty: boolean;
  error: Error | null;
};

const TYPING_MS = 350;

/**
 * One condition as a tree and as text, kept in step: whichever side is edited, the server reads it and the other side
 * is written anew. Answers to what has been overtaken are dropped.
 */
export function useCondition(initialText: string, { tags = true }: { tags?: boolean } = {}): Condition {
  const [built, setBuilt] = useState<Group>(() => emptyGroup());
  const [written, setWritten] = useState(initialText);
  const [source, setSource] = useState<Source>(() => asText(initialText));
  const settled = useSettled(source, TYPING_MS);
  const query = useCheck(settled, tags);
  const checked = settled === source && !query.isPlaceholderData ? query.data : undefined;

  // The side that was not edited follows the answer, once for each answer.
  const [followed, setFollowed] = useState<Checked>();
  if (checked?.valid && source && checked !== followed) {
    setFollowed(checked);
    if ("text" in source) setBuilt(treeOf(checked.json as Json));
    else setWritten((spokenNow() === "zh" ? checked.text_zh : checked.text_en) ?? "");
  }

  const adopt = useCallback((condition: Json | string) => {
    setFollowed(undefined);
    if (typeof condition === "string") setWritten(condition);
    else setBuilt(treeOf(condition));
    setSource(typeof condition === "string" ? asText(condition) : { json: condition });
  }, []);

  return {
    adopt,
    tree: built,
    text: written,
    checked,
    pending: source !== null && (settled !== source || query.isFetching),
    empty: source === null,
    error: query.error,
    editTree: (tree) => {
      const json = jsonOf(tree);
      setFollowed(undefined);
      setBuilt(tree);
      if (!json) setWritten("");
      setSource(json && { json });
    },
    editText: (text) => {
      setFollowed(undefined);
      setWritten(text);
      if (!text.trim()) setBuilt(emptyGroup());
      setSource(asText(text));
    },
  };
}

const asText = (text: string): Source => (text.trim() ? { text } : null);

function useCheck(source: Source, tags: boolean) {
  return useQuery({
    queryKey: ["condition", "check", source, tags, spokenNow()],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/predicates/check", { body: { ...source, tags }, signal })),
    enabled: source !== null,
    placeholderData: keepPreviousData,
  });
}

/** How many customers a condition fits, of those reachable, of those allowed; the former numbers while it is counted. */
export function useCounts(json: Json | null | undefined) {
  return useQuery({
    queryKey: ["condition", "count", json],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/predicates/count", { body: { json, tags: true }, signal })),
    enabled: Boolean(json),
    placeholderData: keepPreviousData,
  });
}
