import type { Mode } from "@/theme/tokens";

/**
 * Colours of tiers, by rank from the top, and of stages, by id. The same everywhere: tags, charts, pictures. They differ
 * in lightness as well as in hue, so that they stay apart for every kind of colour-blindness (tests compute it), and
 * never stand alone: a tier also shows its steps, a stage its sign.
 */
export const TIER_COLOURS: Record<Mode, readonly string[]> = {
  light: ["#123369", "#b89315", "#405c70", "#889aa9", "#008863", "#8b0c1a"],
  dark: ["#639fff", "#f3b03c", "#6e8a9f", "#61676c", "#41d7cb", "#f26350"],
};

export type StageId = "prospect" | "new" | "growing" | "active" | "slowing" | "dormant" | "churned" | "won_back";

export const STAGE_COLOURS: Record<Mode, Record<StageId, string>> = {
  light: {
    prospect: "#839196",
    new: "#38a0db",
    growing: "#368357",
    active: "#183ca2",
    slowing: "#d3870b",
    dormant: "#d3420b",
    churned: "#3d3b3d",
    won_back: "#a04e9a",
  },
  dark: {
    prospect: "#7a7a7a",
    new: "#65d8fd",
    growing: "#69b26f",
    active: "#515cc1",
    slowing: "#facd4a",
    dormant: "#bd5900",
    churned: "#f5f4fa",
    won_back: "#d671c9",
  },
};

/** Colours for series that are neither tiers nor stages, in the order they are used. */
export const SERIES_COLOURS: Record<Mode, readonly string[]> = {
  light: ["#00517b", "#be9022", "#318368", "#900040", "#779dae", "#14037e"],
  dark: ["#8bd6ff", "#fccf5b", "#3a9371", "#e38cbc", "#556976", "#9280e6"],
};

/** From little to much, for grids and calendars. */
export const RAMP: Record<Mode, readonly string[]> = {
  light: ["#eef3f6", "#c9dfea", "#93c1d6", "#4f98b8", "#1b6c90", "#0a4560"],
  dark: ["#1a252e", "#1d3c4c", "#235a73", "#2b7694", "#5aaccb", "#a4dcf2"],
};
