/** What may come next in the text of a condition: a field, a comparison, one of the field's values, a joining word. */

export interface FieldWord {
  id: string;
  name: string;
  meaning?: string;
  dtype: string;
  unit?: string | null;
  aliases?: readonly string[];
  choices?: readonly { id: string; name: string }[];
}

export interface TagWord {
  id: string;
  name: string;
  meaning?: string;
}

export interface Vocabulary {
  fields: readonly FieldWord[];
  tags: readonly TagWord[];
}

/** A part of the text, from `start` to `end` (exclusive), that a suggestion would replace. */
export interface Span {
  start: number;
  end: number;
  text: string;
}

export interface Suggestion {
  /** What is written into the text. */
  insert: string;
  /** What is shown, and what is said beside it. */
  label: string;
  hint: string;
  /** Other words by which it is found: the id, the aliases. */
  also: readonly string[];
  kind: "field" | "tag" | "value" | "word";
}

export interface Completion {
  span: Span;
  suggestions: Suggestion[];
}

type Lang = "zh" | "en";
type Place =
  | { at: "start" }
  | { at: "tag" }
  | { at: "operator"; field: FieldWord }
  | { at: "value"; field: FieldWord }
  | { at: "number"; field: FieldWord }
  | { at: "join" };

const LIMIT = 10;
const COMPARISONS = /^(?:<=|>=|<>|!=|==|=<|=>|[<>=≤≥≠≦]|是|为|等于|不等于|大于|小于|高于|低于|超过|不低于|不超过|is)$/i;
const MEMBERSHIP = /^(?:in|属于|不属于|在)$/i;
const JOINS = /^(?:and|or|&&|\|\||且|并且|而且|同时|或|或者|not|非|!)$/i;
const TAG_WORDS = /^(?:tag|标签)$/i;
const TOKEN = /"[^"]*"?|“[^”]*”?|`[^`]*`?|<=|>=|<>|!=|==|=<|=>|&&|\|\||[<>=≤≥≠≦!()（）,，、]|[^\s<>=≤≥≠≦!()（）,，、"“`&|]+/g;

/** The suggestions for the place of the caret, best first, at most ten; none inside a quoted text. */
export function complete(text: string, caret: number, vocabulary: Vocabulary, lang: Lang): Completion {
  const before = text.slice(0, caret);
  if (insideQuotes(before)) return { span: spanAt(text, caret), suggestions: [] };
  const span = spanAt(text, caret);
  const tokens = before.slice(0, span.start).match(TOKEN) ?? [];
  const place = placeAfter(tokens, vocabulary);
  return { span, suggestions: suggestionsFor(place, span.text, vocabulary, lang).slice(0, LIMIT) };
}

/** The text with the suggestion in place of the span, and where the caret stands afterwards. */
export function accept(text: string, span: Span, suggestion: Suggestion): { text: string; caret: number } {
  const rest = text.slice(span.end);
  const gap = suggestion.insert.endsWith("(") || /^[\s)）]/.test(rest) ? "" : " ";
  const written = suggestion.insert + gap;
  return { text: text.slice(0, span.start) + written + rest, caret: span.start + written.length };
}

function insideQuotes(before: string): boolean {
  const straight = (before.match(/"/g) ?? []).length % 2 === 1;
  return straight || before.lastIndexOf("“") > before.lastIndexOf("”");
}

function spanAt(text: string, caret: number): Span {
  const boundary = /[\s<>=≤≥≠≦!()（）,，、"“”`&|]/;
  let start = caret;
  while (start > 0 && !boundary.test(text[start - 1] ?? "")) start -= 1;
  return { start, end: caret, text: text.slice(start, caret) };
}

function placeAfter(tokens: readonly string[], vocabulary: Vocabulary): Place {
  const last = tokens.at(-1);
  if (last === undefined || JOINS.test(last)) return { at: "start" };
  if (isOpen(last) || isComma(last)) return placeInList(tokens, vocabulary);
  if (COMPARISONS.test(last)) return placeAfterComparison(fieldBefore(tokens, tokens.length - 1, vocabulary));
  const field = fieldNamed(last, vocabulary);
  if (field) return { at: "operator", field };
  return { at: "join" };
}

function placeAfterComparison(field: FieldWord | undefined): Place {
  if (!field) return { at: "start" };
  return field.choices?.length ? { at: "value", field } : { at: "number", field };
}

/** After `(` or `,`: the values of `field in (`, the tag of `tag(`, or the beginning of a group. */
function placeInList(tokens: readonly string[], vocabulary: Vocabulary): Place {
  const open = tokens.findLastIndex(isOpen);
  const word = tokens[open - 1];
  if (word === undefined) return { at: "start" };
  if (TAG_WORDS.test(word)) return { at: "tag" };
  if (MEMBERSHIP.test(word)) return placeAfterComparison(fieldBefore(tokens, open - 1, vocabulary));
  return { at: "start" };
}

function fieldBefore(tokens: readonly string[], index: number, vocabulary: Vocabulary): FieldWord | undefined {
  const word = tokens[index - 1];
  return word === undefined ? undefined : fieldNamed(word, vocabulary);
}

function fieldNamed(word: string, vocabulary: Vocabulary): FieldWord | undefined {
  const wanted = fold(word);
  return vocabulary.fields.find((f) => [f.id, f.name, ...(f.aliases ?? [])].some((known) => fold(known) === wanted));
}

function suggestionsFor(place: Place, typed: string, vocabulary: Vocabulary, lang: Lang): Suggestion[] {
  switch (place.at) {
    case "start":
      return ranked(typed, [...vocabulary.fields.map(fieldSuggestion), ...vocabulary.tags.map((t) => tagCall(t, lang))]);
    case "tag":
      return ranked(typed, vocabulary.tags.map(tagSuggestion));
    case "operator":
      return ranked(typed, operatorsOf(place.field, lang));
    case "value":
      return ranked(typed, (place.field.choices ?? []).map(choiceSuggestion));
    case "number":
      return [];
    case "join":
      return ranked(typed, joinsIn(lang));
  }
}

function fieldSuggestion(field: FieldWord): Suggestion {
  const also = [field.id, ...(field.aliases ?? [])];
  return { insert: quotedName(field.name), label: field.name, hint: field.unit ?? "", also, kind: "field" };
}

function tagCall(tag: TagWord, lang: Lang): Suggestion {
  const call = lang === "zh" ? "标签" : "tag";
  return { insert: `${call}(${quotedName(tag.name)})`, label: tag.name, hint: tag.meaning ?? "", also: [tag.id], kind: "tag" };
}

function tagSuggestion(tag: TagWord): Suggestion {
  return { insert: quotedName(tag.name), label: tag.name, hint: tag.meaning ?? "", also: [tag.id], kind: "tag" };
}

function choiceSuggestion(choice: { id: string; name: string }): Suggestion {
  return { insert: quotedName(choice.name), label: choice.name, hint: "", also: [choice.id], kind: "value" };
}

/** A name as it can stand in a condition: quoted unless it is one plain word. */
function quotedName(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `\`${name}\``;
}

function operatorsOf(field: FieldWord, lang: Lang): Suggestion[] {
  const words = field.choices?.length || field.dtype === "text" ? WORDS_OF_TEXT : WORDS_OF_NUMBER;
  return words.map(([zh, en]) => wordSuggestion(lang === "zh" ? zh : en));
}

function joinsIn(lang: Lang): Suggestion[] {
  const words = lang === "zh" ? ["且", "或"] : ["and", "or"];
  return words.map(wordSuggestion);
}

function wordSuggestion(word: string): Suggestion {
  return { insert: word, label: word, hint: "", also: [], kind: "word" };
}

const WORDS_OF_TEXT: [string, string][] = [
  ["属于 (", "in ("],
  ["=", "="],
  ["≠", "!="],
  ["包含", "contains"],
  ["有值", "exists"],
  ["缺失", "missing"],
];
const WORDS_OF_NUMBER: [string, string][] = [
  [">=", ">="],
  ["<=", "<="],
  [">", ">"],
  ["<", "<"],
  ["=", "="],
  ["介于", "between"],
  ["有值", "exists"],
  ["缺失", "missing"],
];

/** Those that the typed letters fit: the beginning first, then anywhere in the name, then in the id or an alias. */
function ranked(typed: string, all: readonly Suggestion[]): Suggestion[] {
  const wanted = fold(typed);
  if (!wanted) return [...all];
  const scored = all.map((one, index) => ({ one, index, rank: rankOf(one, wanted) })).filter((s) => s.rank < NO_FIT);
  return scored.sort((a, b) => a.rank - b.rank || a.index - b.index).map((s) => s.one);
}

const NO_FIT = 4;

function rankOf(one: Suggestion, wanted: string): number {
  const label = fold(one.label);
  if (label.startsWith(wanted)) return 0;
  if (label.includes(wanted)) return 1;
  const also = one.also.map(fold);
  if (also.some((word) => word.startsWith(wanted))) return 2;
  return also.some((word) => word.includes(wanted)) ? 3 : NO_FIT;
}

function isOpen(token: string): boolean {
  return token === "(" || token === "（";
}

function isComma(token: string): boolean {
  return token === "," || token === "，" || token === "、";
}

function fold(word: string): string {
  return word.normalize("NFKC").toLowerCase().replaceAll("`", "").trim();
}
