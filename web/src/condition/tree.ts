/** A condition as a tree that a person builds: groups of parts, each part a field compared with a value. */

export type Json = Record<string, unknown>;
export type Join = "all" | "any";

export type Group = { kind: "group"; key: string; join: Join; not: boolean; parts: Part[] };
export type Atom = { kind: "atom"; key: string; field: string; op: string; value: Value };
export type Part = Group | Atom;

/** What a field is compared with, as typed: one text, two bounds, several choices, a share with its group. */
export type Value = string | boolean | string[] | { share: string; by: string | null };

/** The field that stands for carrying a tag; the value is the tag's id. */
export const TAG = "#tag";
/** The field that stands for a condition that always holds. */
export const ALWAYS = "#always";

export const RANKED = ["top", "bottom"];
export const UNVALUED = ["exists", "missing"];

let keys = 0;
const freshKey = () => `part-${(keys += 1)}`;

export const emptyAtom = (): Atom => ({ kind: "atom", key: freshKey(), field: "", op: "", value: "" });
export const emptyGroup = (join: Join = "all"): Group => ({ kind: "group", key: freshKey(), join, not: false, parts: [] });

/** The tree of a condition in the API's JSON form; the outermost part is always a group. */
export function treeOf(json: Json): Group {
  const part = partOf(json);
  if (part.kind === "group") return part;
  if (part.field === ALWAYS) return emptyGroup();
  return { ...emptyGroup(), parts: [part] };
}

function partOf(json: Json): Part {
  if (Array.isArray(json.all)) return groupOf("all", json.all as Json[]);
  if (Array.isArray(json.any)) return groupOf("any", json.any as Json[]);
  if (isJson(json.not)) return negated(partOf(json.not));
  if (typeof json.tag === "string") return { ...emptyAtom(), field: TAG, op: "carries", value: json.tag };
  if (json.always === true) return { ...emptyAtom(), field: ALWAYS, op: "is" };
  const op = String(json.op);
  return { ...emptyAtom(), field: String(json.field), op, value: valueOf(op, json) };
}

const groupOf = (join: Join, parts: Json[]): Group => ({ ...emptyGroup(join), parts: parts.map(partOf) });

function negated(part: Part): Group {
  if (part.kind === "group" && !part.not) return { ...part, not: true };
  return { ...emptyGroup(), not: true, parts: [part] };
}

function valueOf(op: string, json: Json): Value {
  if (RANKED.includes(op)) return { share: String(json.value), by: typeof json.by === "string" ? json.by : null };
  if (Array.isArray(json.value)) return json.value.map(String);
  if (typeof json.value === "boolean") return json.value;
  return json.value === undefined ? "" : String(json.value);
}

/** The JSON form of a tree without its unfinished parts; `null` where nothing is finished. */
export function jsonOf(part: Part): Json | null {
  if (part.kind === "atom") return isFinished(part) ? atomJson(part) : null;
  const parts = part.parts.map(jsonOf).filter((json) => json !== null);
  if (parts.length === 0) return null;
  const joined = parts.length === 1 ? parts[0]! : { [part.join]: parts };
  return part.not ? { not: joined } : joined;
}

function atomJson({ field, op, value }: Atom): Json {
  if (field === TAG) return { tag: value };
  if (field === ALWAYS) return { always: true };
  if (UNVALUED.includes(op)) return { field, op };
  if (isShare(value)) return value.by ? { field, op, value: value.share, by: value.by } : { field, op, value: value.share };
  return { field, op, value };
}

/** Whether a part says all that it needs to be read. */
export function isFinished({ field, op, value }: Atom): boolean {
  if (!field || !op) return false;
  if (field === ALWAYS || UNVALUED.includes(op) || typeof value === "boolean") return true;
  if (isShare(value)) return value.share.trim() !== "";
  if (op === "between") return Array.isArray(value) && value.length === 2 && value.every((bound) => bound.trim() !== "");
  return Array.isArray(value) ? value.length > 0 : value.trim() !== "";
}

/** How many parts are not finished yet. */
export function unfinished(part: Part): number {
  if (part.kind === "atom") return isFinished(part) ? 0 : 1;
  return part.parts.reduce((count, inner) => count + unfinished(inner), 0);
}

/** The tree with one part changed, or taken away where `change` gives nothing. */
export function changed(root: Group, key: string, change: (part: Part) => Part | null): Group {
  if (root.key === key) return (change(root) as Group | null) ?? emptyGroup();
  const parts = root.parts.flatMap((part) => {
    if (part.key === key) return change(part) ?? [];
    return part.kind === "group" ? changed(part, key, change) : part;
  });
  return { ...root, parts };
}

/** The atom with another field; the comparison and value begin anew where they no longer fit. */
export function withField(atom: Atom, field: string, dtype: string, choices: number): Atom {
  const operators = operatorsOf(field, dtype, choices);
  const op = operators.includes(atom.op) ? atom.op : operators[0]!;
  return withOperator({ ...atom, field, value: "" }, op, dtype);
}

/** The atom with another comparison; a value of the wrong shape begins anew. */
export function withOperator(atom: Atom, op: string, dtype: string): Atom {
  return { ...atom, op, value: fitting(op, dtype, atom.value) };
}

function fitting(op: string, dtype: string, value: Value): Value {
  if (UNVALUED.includes(op)) return "";
  if (RANKED.includes(op)) return isShare(value) ? value : { share: "0.1", by: null };
  if (op === "between") return Array.isArray(value) ? [value[0] ?? "", value[1] ?? ""] : [single(value), ""];
  if (op === "in") return Array.isArray(value) ? value : single(value) ? [single(value)] : [];
  if (dtype === "bool") return typeof value === "boolean" ? value : true;
  return single(value);
}

const single = (value: Value): string => (typeof value === "string" ? value : Array.isArray(value) ? (value[0] ?? "") : "");

const OF_NUMBER = [">=", "<=", ">", "<", "=", "!=", "between", "top", "bottom", "exists", "missing"];
const OF_CHOICE = ["in", "=", "!=", "exists", "missing"];
const OF_TEXT = ["contains", "starts", "ends", "=", "!=", "in", "exists", "missing"];

/** The comparisons that a field allows, the usual one first. */
export function operatorsOf(field: string, dtype: string, choices: number): string[] {
  if (field === TAG) return ["carries"];
  if (field === ALWAYS) return ["is"];
  if (dtype === "bool") return ["=", "exists", "missing"];
  if (dtype === "text") return choices > 0 ? OF_CHOICE : OF_TEXT;
  return OF_NUMBER;
}

export function isShare(value: Value): value is { share: string; by: string | null } {
  return typeof value === "object" && !Array.isArray(value);
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON as text that does not depend on the order of keys, to compare by. */
export function canonical(json: unknown): string {
  return JSON.stringify(json, (_, value: unknown) =>
    isJson(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}
