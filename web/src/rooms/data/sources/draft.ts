import type { KeptMapping, Source, SourceDraft } from "@/rooms/data/queries";

/** The fields of the form. */
export type Fields = {
  name: string;
  kind: "folder" | "sql";
  location: string;
  pattern: string;
  reads: "table" | "query";
  table: string;
  query: string;
  cursor_column: string;
  mapping: string;
  when: "interval" | "daily";
  every_minutes: number;
  daily_at: string;
};

export const NOW = "now";

/** What identifies a mapping in the choice of mappings. */
export const mappingKey = (kept: KeptMapping): string => (kept.id === null ? `batch:${kept.batch_no}` : `saved:${kept.id}`);

/** The form as it opens. */
export function fieldsOf(known: Source | null): Fields {
  return {
    name: known?.name ?? "",
    kind: known?.kind ?? "folder",
    location: known?.location ?? "",
    pattern: known ? (known.pattern ?? "") : "*.csv",
    reads: known?.query ? "query" : "table",
    table: known?.table ?? "",
    query: known?.query ?? "",
    cursor_column: known?.cursor_column ?? "",
    mapping: known ? NOW : "",
    when: known?.schedule.daily_at ? "daily" : "interval",
    every_minutes: known?.schedule.every_minutes ?? 60,
    daily_at: known?.schedule.daily_at ?? "02:30",
  };
}

/** What is sent: only what the chosen kind uses. */
export function draftOf(fields: Fields, mapping: Record<string, unknown>, enabled: boolean): SourceDraft {
  const folder = fields.kind === "folder";
  return {
    name: fields.name,
    kind: fields.kind,
    location: fields.location,
    pattern: folder ? fields.pattern : "",
    table: !folder && fields.reads === "table" ? fields.table : "",
    query: !folder && fields.reads === "query" ? fields.query : "",
    cursor_column: folder ? "" : fields.cursor_column,
    mapping,
    schedule: fields.when === "interval" ? { every_minutes: fields.every_minutes } : { daily_at: fields.daily_at },
    enabled,
  };
}
