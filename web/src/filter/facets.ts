import { useQuery } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { Named } from "@/api/shapes";
import { NONE, type FilterList } from "@/filter/customerFilter";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { useMeta, type Meta } from "@/session/meta";

const LONGEST_LIST = 50;

const sameName = (name: string): Named => ({ id: name, name });

const CHOICES_IN_META: Partial<Record<FilterList, (meta: Meta) => Named[]>> = {
  tier: (meta) => meta.tiers,
  stage: (meta) => meta.stages,
  label: (meta) => meta.labels,
  region: (meta) => meta.regions,
  channel: (meta) => meta.channels,
  type: (meta) => meta.types,
  manager: (meta) => meta.managers.map(sameName),
  team: (meta) => meta.teams.map(sameName),
  bought_category: (meta) => meta.categories,
  bought_channel: (meta) => meta.channels,
};

/** What a customer, or an order, may be without; of the rest everybody has one. */
const MAY_BE_WITHOUT: readonly FilterList[] = ["manager", "team", "channel", "bought_channel"];

type Looking = { text: string; open: boolean };

/**
 * What can be chosen for one condition, from the server's words; what is chosen already stays in the list. Long lists
 * are read when they are `open`, or when something chosen needs its name.
 */
export function useChoices(facet: FilterList, chosen: string[], looking: Looking): Named[] {
  const { t } = useTranslation("kit");
  const named = useNamedChoices(facet, chosen.filter((id) => id !== NONE), looking);
  const without = MAY_BE_WITHOUT.includes(facet) || chosen.includes(NONE);
  return without ? [...named, { id: NONE, name: t("filter.without") }] : named;
}

function useNamedChoices(facet: FilterList, chosen: string[], { text, open }: Looking): Named[] {
  const { data: meta } = useMeta();
  const formats = useFormats();
  const fromMeta = CHOICES_IN_META[facet];
  const remote = useRemoteChoices(facet, text, open || chosen.length > 0);
  if (fromMeta) return meta ? fromMeta(meta) : [];
  if (facet === "bought_month") return monthsBefore(meta?.as_of).map((month) => ({ id: month, name: formats.month(month) }));

  const missing = chosen.filter((id) => !remote.some((choice) => choice.id === id)).map(sameName);
  return [...missing, ...remote];
}

/** Tags and segments are too many or too changing for the words every page loads. */
function useRemoteChoices(facet: FilterList, text: string, enabled: boolean): Named[] {
  const tags = useQuery({
    queryKey: ["tags", "all"],
    queryFn: () => answer(api.GET("/api/v1/tags", {})),
    enabled: enabled && facet === "tag",
  });
  const segments = useQuery({
    queryKey: ["segments", "choices"],
    queryFn: () => answer(api.GET("/api/v1/segments", {})),
    enabled: enabled && facet === "segment",
  });
  const all = (facet === "tag" ? tags.data : segments.data) ?? [];
  const wanted = text.trim().toLowerCase();
  return all
    .map(({ id, name }) => ({ id: String(id), name }))
    .filter((choice) => `${choice.name} ${choice.id}`.toLowerCase().includes(wanted))
    .slice(0, LONGEST_LIST);
}

const MONTHS_BACK = 24;

function monthsBefore(day: string | null | undefined): string[] {
  if (!day) return [];
  const [year, month] = day.split("-").map(Number) as [number, number];
  return Array.from({ length: MONTHS_BACK }, (_, back) => {
    const place = year * 12 + (month - 1) - back;
    return `${Math.floor(place / 12)}-${String((place % 12) + 1).padStart(2, "0")}`;
  });
}
