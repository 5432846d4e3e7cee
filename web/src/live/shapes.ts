import type { Named, Reason } from "@/api/shapes";

/** Shapes of the live answers: change feed, tasks, reviews, webhooks, schedules, events. */

export type LiveAnswer = {
  /** The last event that was received, and the last one whose effects can be read. */
  received: number;
  position: number;
  lag_seconds: number;
  revision: string | number | null;
  changed_at?: string | null;
  last_batch_ms?: number | null;
};

export type Change = { id: number; kind: "change" | "task" | "review"; customer_ids: string[] };
export type Changes = { latest: number; changes: Change[]; more?: boolean };

// ── tasks ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const TASK_STATES = ["open", "done", "postponed", "not_reached", "void"] as const;
export type TaskState = (typeof TASK_STATES)[number];

export type TaskCustomer = { id: string; name: string; tier: Named | null; stage: Named | null; phone_known: boolean };

export type Task = {
  id: number;
  kind: Named;
  customer: TaskCustomer;
  manager: string | null;
  title: string;
  reason: Reason;
  /** Money that acting on it is worth on average. */
  expected_value: string | null;
  due_on: string | null;
  state: TaskState;
  created_at: string;
  note?: string | null;
  postponed_until?: string | null;
};

export type ManagerLoad = {
  manager: string;
  open: number;
  overdue: number;
  done_today: number;
  median_response_minutes: number | null;
};

// ── reviews ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const REVIEW_STATES = ["open", "postponed", "confirmed", "overridden", "lapsed", "void"] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

export type Place = { tier: Named | null; stage?: Named | null };

export type Evidence = {
  inputs: { id: string; name: string; text: string }[];
  /** What each value was held against. */
  cut: { id: string; name: string; text: string; needed: string; met?: boolean | null }[];
  history: { as_of: string; from?: Named | null; to?: Named | null; cause: { id: string; text: string } }[];
};

export type Review = {
  id: number;
  customer: { id: string; name: string; manager?: string | null };
  from: Place;
  to: Place;
  cause: { id: string; text: string };
  policy: Reason;
  evidence?: Evidence;
  opened_at: string;
  deadline_on: string | null;
  assigned_to?: string | null;
  state: ReviewState;
  postponed_until?: string | null;
  decided_by?: string | null;
  note?: string | null;
};

export type Decided = { decided: number[]; refused: { id: number; message: string }[] };

export type ReviewPolicy = {
  id: string;
  name: string;
  meaning: string;
  on: boolean;
  params: Record<string, number>;
  /** What each parameter means, and its bounds. */
  params_meaning?: { id: string; name: string; lowest: number; highest: number }[];
  deadline_days: number;
  on_lapse: "execute" | "keep";
  version: number;
};

// ── webhooks, schedules, events ──────────────────────────────────────────────────────────────────────────────────

export const WEBHOOK_EVENTS = [
  "customer.tier_changed",
  "customer.stage_changed",
  "customer.tags_changed",
  "review.opened",
  "task.created",
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export type Webhook = {
  id: number;
  url: string;
  events: WebhookEvent[];
  on: boolean;
  created_by: string;
  created_at?: string;
  failures?: number;
  /** Why it was switched off. */
  notice?: string | null;
};

export type Delivery = {
  id: string;
  type: WebhookEvent | "test";
  customer_id?: string | null;
  state: "waiting" | "delivered" | "failed" | "given_up";
  attempts: number;
  status?: number | null;
  error?: string | null;
  created_at: string;
  next_at?: string | null;
  delivered_at?: string | null;
};

export type Schedule = {
  id: number;
  kind: Named;
  cron: string;
  zone: string;
  on: boolean;
  catch_up: boolean;
  next_at: string | null;
  last_run: { id: number; state: string; state_name: string; finished_at: string | null } | null;
};

export type ReceivedEvent = {
  id: number;
  source: string;
  event_id: string;
  version: number;
  type: string;
  type_name?: string;
  occurred_at: string;
  received_at: string;
  customer_id: string | null;
  customer_code?: string | null;
  key: string;
  data: Record<string, unknown>;
};

export type RejectedEvent = {
  id: number;
  source: string | null;
  event_id: string | null;
  type?: string | null;
  received_at: string;
  code: string;
  message: string;
  field?: string | null;
  raw: string;
};
