import type { QuarantinedRow } from "@/rooms/data/queries";

/** What a person changed: row → file column → new text. Only what differs from the file is kept. */
export type Edits = Record<number, Record<string, string>>;

/** The text of a cell as it stands now. */
export const cellOf = (row: QuarantinedRow, header: string, edits: Edits): string => edits[row.id]?.[header] ?? row.raw[header] ?? "";

/** The edits with one cell changed; a cell that is as in the file again is no edit. */
export function withCell(edits: Edits, row: QuarantinedRow, header: string, text: string): Edits {
  const { [header]: _, ...others } = edits[row.id] ?? {};
  const changed = text === (row.raw[header] ?? "") ? others : { ...others, [header]: text };
  const { [row.id]: __, ...rest } = edits;
  return Object.keys(changed).length ? { ...rest, [row.id]: changed } : rest;
}

/** The edits with one column of several rows set to the same text. */
export const withColumn = (edits: Edits, rows: QuarantinedRow[], header: string, text: string): Edits =>
  rows.reduce((after, row) => withCell(after, row, header, text), edits);

/** The columns of the rows: those that failed first, the others as the file has them. */
export function columnsOf(rows: QuarantinedRow[]): string[] {
  const all = new Set(rows.flatMap((row) => Object.keys(row.raw)));
  const failed = new Set(rows.map((row) => row.header).filter((header) => header !== null));
  return [...[...failed].filter((header) => all.has(header)), ...[...all].filter((header) => !failed.has(header))];
}

/** What is sent: every changed row, and the rows that are selected though nothing was changed in them. */
export function corrections(edits: Edits, selected: ReadonlySet<number>): { id: number; values: Record<string, string> }[] {
  const ids = new Set([...Object.keys(edits).map(Number), ...selected]);
  return [...ids].sort((a, b) => a - b).map((id) => ({ id, values: edits[id] ?? {} }));
}
