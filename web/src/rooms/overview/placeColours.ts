import { STAGE_COLOURS, TIER_COLOURS, type StageId } from "@/theme/categories";
import type { Mode } from "@/theme/tokens";

export type Axis = "tier" | "stage" | "label";

/** Labels that name a stage rather than a tier. */
const STAGE_OF_LABEL: Record<string, StageId> = { potential: "growing", churned: "churned" };

/** The colour of a tier, stage or label in a picture: the same that its tag has. `tiers` are the tiers, best first. */
export function placeColour(id: string, axis: Axis, tiers: readonly string[], mode: Mode): string {
  const stages = STAGE_COLOURS[mode];
  if (axis === "stage") return stages[id as StageId] ?? stages.prospect;
  const stage = axis === "label" ? STAGE_OF_LABEL[id] : undefined;
  return stage ? stages[stage] : (TIER_COLOURS[mode][tiers.indexOf(id)] ?? stages.prospect);
}
