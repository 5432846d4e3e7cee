import type { components } from "@/api/schema";

/** Shapes that many answers share. The generated types fit them; the kit asks for no more than it shows. */

export type Named = { id: string; name: string };

/** Why a decision is as it is: which rule, which version, the values it looked at, one sentence. */
export type Reason = { rule: string; version?: string | number | null; text: string; inputs?: Record<string, unknown> };

/** How many match, how many of them can be reached, how many may be contacted today. */
export type Counts = { matched: number; reachable: number; allowed: number; as_of?: string | null };

/** One page of a long list; `next` is the cursor of the following one. */
export type Page<Row> = { items: Row[]; next?: string | null; total?: number | null; as_of?: string | null };

/** A run as lists and progress show it. */
export type RunSummary = components["schemas"]["RunSummary"];
