import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";
import type { Draft } from "@/rooms/settings/rules/draft";

type Schemas = components["schemas"];
export type TaskRules = Schemas["TaskRules"];
export type TaskRule = Schemas["TaskRuleAnswer"];
export type RuleTrigger = Schemas["RuleTriggerAnswer"];
export type RuleVersion = Schemas["RuleVersion"];
export type RuleWords = Schemas["RuleWords"];
export type Difference = Schemas["RuleDifference"];
export type RuleSize = Schemas["RuleSize"];

const RULES_KEY = ["taskRules"] as const;

export const useTaskRules = () => useQuery({ queryKey: RULES_KEY, queryFn: () => answer(api.GET("/api/v1/task-rules")) });

/** What a draft would change and ask for, or why it cannot be. */
export const useRulePreview = (draft: Draft, version: number, enabled = true) =>
  useQuery({
    queryKey: ["taskRulePreview", version, draft],
    queryFn: () => answer(api.POST("/api/v1/task-rules/preview", { body: draft })),
    enabled,
    placeholderData: keepPreviousData,
    retry: false,
  });

function useRulesWrite<Wish>(write: (wish: Wish) => Promise<TaskRules>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: (kept) => {
      cache.setQueryData(RULES_KEY, kept);
      void cache.invalidateQueries({ queryKey: ["triggers"] });
    },
  });
}

/** Puts the rules with what is otherwise in force as the next version. */
export const usePublishRules = () => useRulesWrite((body: Schemas["RuleBookWanted"]) => answer(api.PUT("/api/v1/task-rules", { body })));

/** Puts a former version in force again, as the next one. */
export const useRollBackRules = () => useRulesWrite((body: Schemas["RollBackWanted"]) => answer(api.POST("/api/v1/task-rules/rollback", { body })));
