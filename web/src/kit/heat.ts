import type { CSSProperties } from "react";

import { useAppearance } from "@/theme/Appearance";
import { RAMP } from "@/theme/categories";

/** How deep a mark of a grid or calendar can be shaded: 0 to this. */
export const DEEPEST = RAMP.light.length - 1;

/** From this depth on the light mode's ramp is dark, the dark mode's ramp bright; the writing on it turns over. */
const TURNS = 4;

const INK = { light: ["#15212b", "#ffffff"], dark: ["#ffffff", "#08222e"] } as const;

/** The ground and the writing of a mark shaded from 0 (little) to `DEEPEST` (much), readable in both modes. */
export function useHeat(): (depth: number) => CSSProperties {
  const { mode } = useAppearance();
  return (depth) => {
    const within = Math.max(0, Math.min(DEEPEST, depth));
    return { background: RAMP[mode][within], color: INK[mode][within < TURNS ? 0 : 1] };
  };
}
