import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";
import { TAG } from "@/condition/tree";
import { useTranslation } from "@/locale/texts";
import { useFields } from "@/session/fields";

export type FieldWord = components["schemas"]["FieldAnswer"];
export type TagWord = components["schemas"]["TagAnswer"];

type Option = { value: string; label: string; search: string; title?: string };
type OptionGroup = { label: string; title: string; options: Option[] };

export type ConditionWords = {
  fieldOf: (id: string) => FieldWord | undefined;
  options: (Option | OptionGroup)[];
  tagOptions: Option[];
  /** Fields by which a ranking can be split. */
  groups: { value: string; label: string }[];
};

const GROUPING = new Set(["customer_type", "sales_region", "province", "city", "team", "manager", "climate_zone", "top_channel_365d"]);

/** The names of all tags; read once in a while. */
export const useTagWords = (enabled = true) =>
  useQuery({
    queryKey: ["tags", "all"],
    queryFn: () => answer(api.GET("/api/v1/tags")),
    staleTime: 5 * 60_000,
    enabled,
  });

/** The words that a condition may be built of, by family. */
export function useConditionWords(tags: boolean): ConditionWords {
  const { t } = useTranslation("condition");
  const { data: fields } = useFields();
  const { data: known } = useTagWords(tags);
  return useMemo(() => {
    const usable = (fields ?? []).filter((field) => tags || field.kind !== "decision");
    const byId = new Map(usable.map((field) => [field.id, field]));
    const tagOption = { value: TAG, label: t("carriesTag"), search: `${t("carriesTag")} tag 标签` };
    return {
      fieldOf: (id) => byId.get(id),
      options: [...(tags ? [tagOption] : []), ...byFamily(usable)],
      tagOptions: (known ?? [])
        .filter((tag) => tag.state === "active")
        .map((tag) => ({ value: tag.id, label: tag.name, search: `${tag.name} ${tag.id}`, title: tag.meaning })),
      groups: usable.filter((field) => GROUPING.has(field.id)).map((field) => ({ value: field.id, label: field.name })),
    };
  }, [fields, known, tags, t]);
}

function byFamily(fields: FieldWord[]): OptionGroup[] {
  const families = new Map<string, Option[]>();
  for (const field of fields) {
    const search = [field.name, field.id, ...field.aliases].join(" ");
    const option = { value: field.id, label: field.name, search, title: field.meaning };
    families.set(field.family, [...(families.get(field.family) ?? []), option]);
  }
  return [...families].map(([family, options]) => ({ label: family, title: family, options }));
}
