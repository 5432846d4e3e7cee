/** How one standard column is made: the name of a file column, or a small object. */
export type Expression = string | Record<string, unknown>;

export type Mapping = {
  entity: string;
  source: string;
  columns: Record<string, Expression>;
  skip_when?: Record<string, unknown>[];
  policy?: Record<string, "load" | "quarantine">;
  [other: string]: unknown;
};

/** What can be said about an expression without reading its code. */
export type How =
  | { kind: "nothing" }
  | { kind: "column"; header: string; adjusted: boolean }
  | { kind: "fixed"; value: string }
  | { kind: "made" };

/** The adjustments of a file column that have a field of their own. */
export type Adjustments = { default?: string; formats?: string[]; negate?: boolean; scale?: string };

/** How a column is filled. */
export function howOf(expression: Expression | undefined): How {
  if (expression === undefined) return { kind: "nothing" };
  if (typeof expression === "string") return { kind: "column", header: expression, adjusted: false };
  if ("column" in expression) return { kind: "column", header: String(expression.column), adjusted: Object.keys(expression).length > 1 };
  if ("const" in expression) return { kind: "fixed", value: String(expression.const) };
  return { kind: "made" };
}

/** The mapping with one column filled differently; without an expression it is left empty. */
export function withColumn(mapping: Mapping, column: string, expression: Expression | undefined): Mapping {
  const { [column]: _, ...others } = mapping.columns;
  return { ...mapping, columns: expression === undefined ? others : { ...others, [column]: expression } };
}

/** The same column read from another header; its adjustments stay. */
export function readFrom(expression: Expression | undefined, header: string): Expression {
  return typeof expression === "object" && "column" in expression ? { ...expression, column: header } : header;
}

/** A file column with its adjustments; without any it is only the header. */
export function adjusted(expression: Expression, change: Adjustments): Expression {
  const before = typeof expression === "string" ? { column: expression } : expression;
  const after = Object.entries({ ...before, ...change }).filter(([, value]) => !isBlank(value));
  return after.length === 1 && after[0]![0] === "column" ? String(after[0]![1]) : Object.fromEntries(after);
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === "" || value === false || (Array.isArray(value) && value.length === 0);
}

/** Every file column that the mapping reads for a value. */
export function headersRead(mapping: Mapping): Set<string> {
  return new Set(Object.values(mapping.columns).flatMap(headersOf));
}

function headersOf(expression: unknown): string[] {
  if (typeof expression === "string") return [expression];
  if (!expression || typeof expression !== "object") return [];
  const part = expression as { column?: string; sum?: unknown[]; concat?: unknown[]; cases?: { value: unknown }[]; otherwise?: unknown };
  if (part.column !== undefined) return [part.column];
  const branches = part.cases ? [...part.cases.map((one) => one.value), part.otherwise] : [];
  return [...(part.sum ?? []), ...(part.concat ?? []), ...branches].flatMap(headersOf);
}

/** The required columns that nothing fills. */
export function stillMissing(mapping: Mapping, required: readonly string[]): string[] {
  return required.filter((column) => !(column in mapping.columns));
}
