import type { components } from "@/api/schema";

/** Which customers a page is about. Part of the address, so that it can be kept, sent and gone back to. */
export type CustomerFilter = Partial<Omit<components["schemas"]["CustomerFilter"], "as_of" | "q" | "where">> & {
  as_of?: string;
  q?: string;
  where?: string;
};

export type FilterText = "as_of" | "q" | "where";
export type FilterList = Exclude<keyof CustomerFilter, FilterText>;

export const FILTER_TEXTS: readonly FilterText[] = ["as_of", "q", "where"];
export const FILTER_LISTS: readonly FilterList[] = [
  "tier",
  "stage",
  "label",
  "region",
  "channel",
  "type",
  "manager",
  "team",
  "tag",
  "segment",
  "bought_category",
  "bought_channel",
  "bought_month",
];

/** In a list: customers without a value, for example without an account manager. The server writes it so, too. */
export const NONE = "";

/** The filter that an address carries. */
export function readFilter(parameters: URLSearchParams): CustomerFilter {
  const texts = FILTER_TEXTS.map((name) => [name, parameters.get(name)]).filter(([, value]) => value);
  const lists = FILTER_LISTS.map((name) => [name, parameters.getAll(name)]).filter(([, values]) => values?.length);
  return Object.fromEntries([...texts, ...lists]);
}

/** The parameters with this filter in place of the one they had; all others stay. */
export function writeFilter(parameters: URLSearchParams, filter: CustomerFilter): URLSearchParams {
  const written = new URLSearchParams(parameters);
  for (const name of [...FILTER_TEXTS, ...FILTER_LISTS]) written.delete(name);
  for (const name of FILTER_TEXTS) if (filter[name]) written.append(name, filter[name]);
  for (const name of FILTER_LISTS) for (const value of filter[name] ?? []) written.append(name, value);
  return written;
}

/** A path that opens with this filter; parameters that the path has already are kept unless the filter sets them. */
export function withFilter(path: string, filter: CustomerFilter): string {
  const [bare, had = ""] = path.split("?");
  const own = new URLSearchParams(had);
  const query = writeFilter(own, { ...readFilter(own), ...filter }).toString();
  return query ? `${bare}?${query}` : bare!;
}

/** How many conditions a filter has, the day not counted: it is a point of view, not a condition. */
export function conditionsIn(filter: CustomerFilter): number {
  return Object.keys(filter).filter((name) => name !== "as_of").length;
}
