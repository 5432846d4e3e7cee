import type { Mode } from "@/theme/tokens";

/**
 * Colours of tiers, by rank from the top, and of stages, by id. The same everywhere: tags, charts, pictures. They differ
 * in lightness as well as in hue, so that they stay apart for every kind of colour-blindness (tests compute it), and
 * never stand alone: a tier also shows its steps, a stage its sign.
 */
export const TIER_COLOURS: Record<Mode, readonly string[]> = {
  light: ["#173f73", "#c48a10", "#5d7f93", "#a9bcc8", "#3f9a8c", "#d2dbe1"],
  dark: ["#7fb0ee", "#e3b04b", "#6f93a8", "#4a5f6d", "#4fb3a3", "#3a4750"],
};

export type StageId = "prospect" | "new" | "growing" | "active" | "slowing" | "dormant" | "churned" | "won_back";

export const STAGE_COLOURS: Record<Mode, Record<StageId, string>> = {
  light: {
    prospect: "#aab6c0",
    new: "#63b3e4",
    growing: "#0f8f6b",
    active: "#14508c",
    slowing: "#e0a021",
    dormant: "#b4561b",
    churned: "#59505a",
    won_back: "#b0619a",
  },
  dark: {
    prospect: "#5d6b77",
    new: "#8accf2",
    growing: "#35b58d",
    active: "#4f8fd6",
    slowing: "#efbe55",
    dormant: "#d9793c",
    churned: "#a8a0ab",
    won_back: "#d58cc0",
  },
};

/** Colours for series that are neither tiers nor stages, in the order they are used. */
export const SERIES_COLOURS: Record<Mode, readonly string[]> = {
  light: ["#14607f", "#d08a1e", "#4f9a8c", "#a6557f", "#7c93a3", "#8a6d3b", "#3b4f8f", "#b9c6d1"],
  dark: ["#6cc0e2", "#e3b04b", "#66bfae", "#d58cb4", "#8ea4b4", "#c2a36a", "#8fa3e6", "#55656f"],
};

/** From little to much, for grids and calendars. */
export const RAMP: Record<Mode, readonly string[]> = {
  light: ["#eef3f6", "#c9dfea", "#93c1d6", "#4f98b8", "#1b6c90", "#0a4560"],
  dark: ["#1a252e", "#1d3c4c", "#235a73", "#2b7694", "#5aaccb", "#a4dcf2"],
};
