import type { components } from "@/api/schema";

type Schemas = components["schemas"];

/** What changed after a place in the feed. */
export type Changes = Schemas["NewsAnswer"];
export type Change = Schemas["NewsItem"];

export type Task = Schemas["TaskAnswer"];
export type TaskState = Task["state"];
export const TASK_STATES: readonly TaskState[] = ["open", "done", "postponed", "not_reached", "void"];

export type Review = Schemas["ReviewAnswer"];
export type ReviewState = Review["state"];
export const REVIEW_STATES: readonly ReviewState[] = ["open", "postponed", "confirmed", "overridden", "lapsed", "void"];
