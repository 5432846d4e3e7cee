import type { components } from "@/api/schema";
import type { RuleTrigger, TaskRule, TaskRules } from "@/rooms/settings/rules/queries";

type Schemas = components["schemas"];

/** What people write of a rule, as its form holds it. */
export type RuleParts = Required<{ [part in keyof Omit<Schemas["TaskRuleDraft"], "id">]: NonNullable<Schemas["TaskRuleDraft"][part]> }>;
export type RuleDraft = Partial<RuleParts> & { id: string };
export type TriggerDraft = Schemas["TriggerDraft"];

/** What is to be otherwise than in the version in force. */
export type Draft = { rules: RuleDraft[]; triggers: TriggerDraft[] };

export const NO_DRAFT: Draft = { rules: [], triggers: [] };
export const OTHERWISE = "otherwise";
const OWN = "own_";

/** A rule as it is in force. */
export const partsOf = (rule: TaskRule): RuleParts => ({
  on: rule.on,
  name: rule.names,
  when: rule.condition,
  title: rule.title,
  due_days: rule.due_days,
  chances: rule.chances,
  stake: rule.stake.id,
  lasts: rule.lasts,
  events: rule.events.map(({ id }) => id),
});

/** A rule of one's own before anything is written. */
export const newParts = (): RuleParts => ({
  on: true,
  name: { zh: "", en: "" },
  when: "",
  title: { zh: "", en: "" },
  due_days: 1,
  chances: { [OTHERWISE]: "0.1" },
  stake: "margin",
  lasts: false,
  events: [],
});

/** The rule as it shall be: in force, with what the draft has otherwise. */
export function wantedParts(rules: TaskRules, draft: Draft, id: string): RuleParts {
  const known = rules.rules.find((rule) => rule.id === id);
  return { ...(known ? partsOf(known) : newParts()), ...withoutId(draft.rules.find((rule) => rule.id === id)) };
}

/** The draft with these parts of a rule; what is as in force is not kept. A trigger goes off and on with its rule. */
export function withRule(rules: TaskRules, draft: Draft, id: string, parts: Partial<RuleParts>): Draft {
  const known = rules.rules.find((rule) => rule.id === id);
  const wanted = { ...withoutId(draft.rules.find((rule) => rule.id === id)), ...parts };
  const next = { ...draft, rules: kept(draft.rules, { id, ...otherThan(wanted, known && partsOf(known)) }) };
  if (parts.on === undefined) return next;
  const led = rules.triggers.filter((trigger) => trigger.rule.id === id && trigger.on);
  return led.reduce((so, trigger) => withTrigger(rules, so, trigger.id, { on: parts.on }), next);
}

/** The draft with these parts of a trigger. */
export function withTrigger(rules: TaskRules, draft: Draft, id: string, parts: Omit<TriggerDraft, "id">): Draft {
  const known = rules.triggers.find((trigger) => trigger.id === id);
  const wanted = { ...withoutId(draft.triggers.find((trigger) => trigger.id === id)), ...parts };
  return { ...draft, triggers: kept(draft.triggers, { id, ...otherThan(wanted, known && triggerParts(known)) }) };
}

const triggerParts = ({ on, priority, events, begins }: RuleTrigger) => ({ on, priority: priority.id, events: events.map(({ id }) => id), begins });

/** A trigger as it shall be. */
export const wantedTrigger = (draft: Draft, trigger: RuleTrigger) => ({ ...triggerParts(trigger), ...withoutId(draft.triggers.find(({ id }) => id === trigger.id)) });

/** Whether the draft changes nothing. */
export const isEmpty = ({ rules, triggers }: Draft): boolean => rules.length === 0 && triggers.length === 0;

/** The id for one more rule of one's own. */
export function nextOwnId(rules: TaskRules, draft: Draft): string {
  const taken = new Set([...rules.rules, ...draft.rules].map(({ id }) => id));
  let number = 1;
  while (taken.has(OWN + number)) number += 1;
  return OWN + number;
}

/** Every rule, those of the draft after the known ones. */
export const ruleIds = (rules: TaskRules, draft: Draft): string[] => [...new Set([...rules.rules, ...draft.rules].map(({ id }) => id))];

export const isOwn = (id: string): boolean => id.startsWith(OWN);

function withoutId<Part extends { id?: unknown }>(part: Part | undefined): Omit<Part, "id"> | undefined {
  if (!part) return undefined;
  const { id: _, ...rest } = part;
  return rest;
}

function otherThan<Parts extends object>(wanted: Parts, known: object | undefined): Partial<Parts> {
  const same = (part: string, value: unknown) => known && canonical((known as Record<string, unknown>)[part]) === canonical(value);
  return Object.fromEntries(Object.entries(wanted).filter(([part, value]) => !same(part, value))) as Partial<Parts>;
}

/** The same text for what means the same: lists and names in any order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify([...value].sort());
  if (typeof value === "object" && value !== null) return JSON.stringify(Object.entries(value).sort());
  return JSON.stringify(value);
}

function kept<Part extends { id: string }>(parts: readonly Part[], part: Part): Part[] {
  const others = parts.filter(({ id }) => id !== part.id);
  return Object.keys(part).length > 1 ? [...others, part] : others;
}
