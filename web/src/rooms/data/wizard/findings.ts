import type { Entity } from "@/rooms/data/queries";
import type { Mapping } from "@/rooms/data/wizard/mapping";

type Named = { id: string; name: string };

/** One proposed pairing, and what it rests on. */
export type Match = {
  column: string;
  name: string;
  header: string;
  confidence: number;
  reason: string;
  required: boolean;
  examples: string[];
};

export type Remembered = { name: string | null; batch_no: number | null; mapping: Mapping };

/** What looking at a file gave (the result of an inspect run). */
export type Findings = {
  entity: Entity;
  entities: { entity: Entity; name: string; confidence: number }[];
  sheets: string[];
  file: { sheet: string | null; encoding: string | null; delimiter: string | null; header_row: number | null };
  headers: string[];
  sample: (string | null)[][];
  suggestion: {
    mapping: Mapping;
    good: boolean;
    matches: Match[];
    missing: Named[];
    unmatched: { header: string; examples: string[] }[];
    warnings: string[];
  };
  remembered: Remembered[];
  notes: string[];
};

/** The account of every row that was read. */
export type Report = {
  rows: { read: number; loaded: number; rejected: number; skipped: number; skipped_by_rule?: number; blank?: number; superseded?: number };
  flags?: Record<string, number>;
  rejected_by?: { field: string; code: string; rows: number }[];
  unknown_words?: Record<string, { word: string; rows: number }[]>;
  unknown_customers?: { codes: number; rows: number; examples: string[] };
  unknown_skus?: { codes: number; rows: number; examples: string[] };
  first_day?: string | null;
  last_day?: string | null;
  net_amount?: string | null;
  orders?: number;
  notes?: string[];
};

/** One row that would be refused. */
export type Refused = { row_no: number; field: string; code: string; reason: string; raw: Record<string, string | null> };

/** What a dry run gave. */
export type Tried = { report: Report; columns: string[]; preview: Record<string, unknown>[]; rejects: Refused[] };

/** What an import gave. */
export type Brought = { batch_no: number; new: boolean; entity: Entity; report: Report };
