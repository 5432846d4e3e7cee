/** A pivot table as it is asked for, shaded and drilled through. */

export type Target = "customers" | "orders";

/** What is asked: a measure by one or two dimensions, over a period (days, both inclusive; empty = the usual year). */
export interface Question {
  measure: string;
  rows: string;
  columns: string | null;
  since: string | null;
  until: string | null;
}

type Cell = number | string | null;

/** Into which parameter of the lists a row's or column's id goes, and what both lists need besides. */
export interface DrillThrough {
  rows?: string | null;
  columns?: string | null;
  orders_rows?: string | null;
  orders_columns?: string | null;
  base?: Record<string, string[]>;
  orders_base?: Record<string, string[]>;
}

export interface Pivot {
  rows: readonly { id: string; name: string }[];
  columns: readonly { id: string; name: string }[];
  cells: readonly (readonly Cell[])[];
  row_totals: readonly Cell[];
  column_totals: readonly Cell[];
  total: Cell;
  filters: DrillThrough;
}

/** The row and column of a cell; null stands for the total. */
export interface Place {
  row: string | null;
  column: string | null;
}

export const USUAL: Question = { measure: "spend", rows: "tier", columns: "stage", since: null, until: null };

/** The row or column in which everything beyond the table's bounds is gathered; it cannot be drilled into. */
export const OTHER = "__other__";

const NO_COLUMNS = "none";

/** The question that stands in a URL; what is missing is as usual. */
export function questionIn(params: URLSearchParams): Question {
  const columns = params.get("columns") ?? USUAL.columns;
  return {
    measure: params.get("measure") ?? USUAL.measure,
    rows: params.get("rows") ?? USUAL.rows,
    columns: columns === NO_COLUMNS ? null : columns,
    since: params.get("since"),
    until: params.get("until"),
  };
}

/** A URL's parameters with another question, everything else (the filter) as it was. */
export function withQuestion(params: URLSearchParams, question: Question): URLSearchParams {
  const next = new URLSearchParams(params);
  const wanted = { ...question, columns: question.columns ?? NO_COLUMNS };
  for (const [name, value] of Object.entries(wanted)) {
    if (value === null || value === USUAL[name as keyof Question]) next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** The same question with rows and columns exchanged; one without columns stays as it is. */
export function turned(question: Question): Question {
  return question.columns === null ? question : { ...question, rows: question.columns, columns: question.rows };
}

/** The same question by another dimension on one side; choosing the other side's dimension exchanges the two. */
export function by(question: Question, side: "rows" | "columns", dimension: string | null): Question {
  const other = side === "rows" ? "columns" : "rows";
  if (dimension !== null && dimension === question[other]) return turned(question);
  return { ...question, [side]: dimension };
}

/**
 * Where a cell leads: the parameters that list exactly its customers (or orders). Null where there is no such list:
 * a gathered row, or a dimension without a filter.
 */
export function behind(pivot: Pivot, place: Place, filter: URLSearchParams, target: Target): URLSearchParams | null {
  const { rows, columns, base } = throughTo(target, pivot.filters);
  const params = new URLSearchParams(filter);
  for (const [name, values] of Object.entries(base)) replace(params, name, values);
  for (const [id, parameter] of [[place.row, rows], [place.column, columns]] as const) {
    if (id === null) continue;
    if (!parameter || id === OTHER) return null;
    replace(params, parameter, [id]);
  }
  return params;
}

function throughTo(target: Target, filters: DrillThrough) {
  return target === "customers"
    ? { rows: filters.rows, columns: filters.columns, base: filters.base ?? {} }
    : { rows: filters.orders_rows, columns: filters.orders_columns, base: filters.orders_base ?? {} };
}

function replace(params: URLSearchParams, name: string, values: readonly string[]): void {
  params.delete(name);
  for (const value of values) params.append(name, value);
}

const DEEPEST = 5;

/**
 * How deep each cell is shaded, 0 (nothing) to 5, by its rank among the distinct values of the table, so that one huge
 * cell does not leave all others white. Negative values and gaps are not shaded.
 */
export function shades(cells: Pivot["cells"]): number[][] {
  const values = cells.flat().map(amount).filter((value): value is number => value !== null && value > 0);
  const ranks = [...new Set(values)].sort((a, b) => a - b);
  return cells.map((row) => row.map((cell) => shadeOf(amount(cell), ranks)));
}

function shadeOf(value: number | null, ranks: readonly number[]): number {
  if (value === null || value <= 0) return 0;
  return Math.ceil(((ranks.indexOf(value) + 1) / ranks.length) * DEEPEST);
}

/** A cell as a number; money arrives as text. */
export function amount(cell: Cell | undefined): number | null {
  return cell === null || cell === undefined || cell === "" ? null : Number(cell);
}

/** The table as comma-separated text for a spreadsheet, totals included; a name cannot become a formula. */
export function asCsv(pivot: Pivot, words: { total: string }): string {
  const head = ["", ...pivot.columns.map((c) => c.name), words.total];
  const body = pivot.rows.map((row, i) => [row.name, ...(pivot.cells[i] ?? []), pivot.row_totals[i] ?? null]);
  const foot = [words.total, ...pivot.column_totals, pivot.total];
  return [head, ...body, foot].map((row) => row.map(csvCell).join(",")).join("\r\n");
}

function csvCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number" || /^-?\d+(\.\d+)?$/.test(value)) return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
