import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { isEmpty, NO_DRAFT, nextOwnId, ruleIds, wantedParts, wantedTrigger, withRule, withTrigger } from "@/rooms/settings/rules/draft";
import type { TaskRules as Answer } from "@/rooms/settings/rules/queries";
import TaskRules from "@/rooms/settings/rules/TaskRules";
import { SessionContext } from "@/session/session";
import { fakeServer, show } from "../../render";

const named = (id: string, name = id) => ({ id, name });
const rule = (id: string, more: object = {}) => ({
  id,
  name: id.replace("_", " "),
  names: { zh: id, en: id },
  own: false,
  on: true,
  condition: "overdue_amount > 0",
  sentence: "owes something",
  title: { zh: "催 {name}", en: "Ask {name}" },
  due_days: 1,
  chances: { gold: "0.45", otherwise: "0.30" },
  stake: named("overdue"),
  lasts: true,
  events: [],
  ...more,
});
const RULES: Answer = {
  version: 3,
  rules: [rule("overdue"), rule("big_order", { condition: "event_ratio >= 2", events: [named("order.placed")], due_days: 0 })],
  triggers: [
    { id: "large_order", name: "Large order", meaning: "", on: true, priority: named("high"), events: [named("order.placed")], begins: false, rule: named("big_order") },
    { id: "silence", name: "Silence", meaning: "", on: true, priority: named("high"), events: [], begins: true, rule: named("overdue") },
  ],
  versions: [
    { version: 3, at: "2026-11-20T02:00:00Z", by: "zhao.min", note: "agreed", changes: [] },
    { version: 1, at: null, by: "frostier", note: "", changes: [] },
  ],
  words: { fields: [], title_words: [named("name")], events: [named("order.placed")], priorities: [named("normal"), named("high")], stakes: [named("margin")], tiers: [named("gold")] },
};

test("what is written back as it was is no change", () => {
  const changed = withRule(RULES, NO_DRAFT, "overdue", { due_days: 5 });

  expect(changed.rules).toEqual([{ id: "overdue", due_days: 5 }]);
  expect(isEmpty(withRule(RULES, changed, "overdue", { due_days: 1 }))).toBe(true);
  expect(isEmpty(withRule(RULES, NO_DRAFT, "overdue", { chances: { otherwise: "0.30", gold: "0.45" } }))).toBe(true);
});

test("a trigger goes off and on with the rule that it goes by", () => {
  const off = withRule(RULES, NO_DRAFT, "big_order", { on: false });

  expect(off).toEqual({ rules: [{ id: "big_order", on: false }], triggers: [{ id: "large_order", on: false }] });
  expect(wantedTrigger(off, RULES.triggers[0]!).on).toBe(false);
  expect(isEmpty(withRule(RULES, off, "big_order", { on: true }))).toBe(true);
});

test("the priority of a trigger is changed by itself", () => {
  expect(withTrigger(RULES, NO_DRAFT, "silence", { priority: "normal" }).triggers).toEqual([{ id: "silence", priority: "normal" }]);
});

test("rules of one's own are numbered on and stand last", () => {
  const one = withRule(RULES, NO_DRAFT, nextOwnId(RULES, NO_DRAFT), { when: "tier = gold" });

  expect(ruleIds(RULES, one)).toEqual(["overdue", "big_order", "own_1"]);
  expect(nextOwnId(RULES, one)).toBe("own_2");
  expect(wantedParts(RULES, one, "own_1").when).toBe("tier = gold");
});

const PREVIEW = {
  version: 3,
  changes: [{ of: "rule", id: "overdue", name: "overdue", part: "on", part_name: "on", was: "yes", becomes: "no" }],
  sizes: [{ id: "overdue", name: "overdue", customers_now: 34, customers_then: 0, tasks_now: 5, tasks_then: 0, since: "2026-11-19", events: null }],
};

async function shown(answers: Record<string, unknown> = {}, permissions = ["schemes.publish"]) {
  const asked = fakeServer({ "GET /api/v1/task-rules": RULES, "POST /api/v1/task-rules/preview": PREVIEW, ...answers });
  await show(
    <SessionContext value={{ user: { permissions } } as never}>
      <TaskRules />
    </SessionContext>,
  );
  await screen.findByRole("table", { name: "Rules for tasks" });
  return asked;
}

const of = (asked: Request[], method: string, path: string) => asked.filter((one) => one.method === method && new URL(one.url).pathname === path);

test("a change shows its size, and without a reason it is not published", async () => {
  const asked = await shown();

  fireEvent.click(screen.getByLabelText("Switch overdue"));

  const sizes = within(await screen.findByRole("table", { name: "Size of the change" }));
  sizes.getByText("34 → 0");
  fireEvent.submit(screen.getByRole("form", { name: "To be published" }));
  await screen.findByText("Say why");
  expect(of(asked, "PUT", "/api/v1/task-rules")).toHaveLength(0);
});

test("a change is published with its reason and the version that was seen", async () => {
  const asked = await shown({ "PUT /api/v1/task-rules": { ...RULES, version: 4 } });

  fireEvent.click(screen.getByLabelText("Switch overdue"));
  fireEvent.change(screen.getByLabelText("Reason"), { target: { value: "We ask by text message" } });
  fireEvent.submit(screen.getByRole("form", { name: "To be published" }));

  await waitFor(() => expect(of(asked, "PUT", "/api/v1/task-rules")).toHaveLength(1));
  const wish = await of(asked, "PUT", "/api/v1/task-rules")[0]!.json();
  expect(wish).toEqual({
    rules: [{ id: "overdue", on: false }],
    triggers: [{ id: "silence", on: false }],
    note: "We ask by text message",
    expected_version: 3,
  });
});

test("a trigger of a watched condition can cease to fire when it begins, one of events has nothing to watch", async () => {
  await shown();
  const begins = (name: string) => screen.queryByLabelText(`${name} when the condition begins to hold`);

  expect(begins("Large order")).toBeNull();
  fireEvent.click(begins("Silence")!);

  expect(begins("Silence")?.getAttribute("aria-checked")).toBe("false");
  await screen.findByRole("form", { name: "To be published" });
});

test("what cannot be is told and cannot be published", async () => {
  const problem = { code: "predicate", message: "Unknown field “overdu”.", field: "rules.overdue.when", errors: [] };
  await shown({ "POST /api/v1/task-rules/preview": () => Response.json(problem, { status: 422 }) });

  fireEvent.click(screen.getByRole("button", { name: "Edit overdue" }));
  const drawer = within(await screen.findByRole("dialog"));
  fireEvent.change(drawer.getByRole("combobox", { name: "Condition" }), { target: { value: "overdu > 0" } });

  await drawer.findByText("Unknown field “overdu”.");
  expect(drawer.getByRole("button", { name: "Note the change" })).toHaveProperty("disabled", true);
});

test("who may not publish sees the rules and can change nothing", async () => {
  await shown({}, []);

  expect(screen.getByRole("switch", { name: "Switch overdue" })).toHaveProperty("disabled", true);
  expect(screen.queryByRole("button", { name: "Bring version 1 back" })).toBeNull();
});

test("a former version is brought back with a reason", async () => {
  const asked = await shown({ "POST /api/v1/task-rules/rollback": { ...RULES, version: 4 } });

  fireEvent.click(screen.getByRole("button", { name: "Bring version 1 back" }));
  const dialog = within(await screen.findByRole("dialog"));
  fireEvent.change(dialog.getByRole("textbox"), { target: { value: "The trial is over" } });
  fireEvent.click(dialog.getByRole("button", { name: "Bring back" }));

  await waitFor(() => expect(of(asked, "POST", "/api/v1/task-rules/rollback")).toHaveLength(1));
  const wish = await of(asked, "POST", "/api/v1/task-rules/rollback")[0]!.json();
  expect(wish).toEqual({ version: 1, expected_version: 3, note: "The trial is over" });
});
