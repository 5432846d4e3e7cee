import { useMeta } from "@/session/meta";
import { useAppearance } from "@/theme/Appearance";
import { STAGE_COLOURS, TIER_COLOURS, type StageId } from "@/theme/categories";

/** Where each tier stands, 0 for the highest, and its colour; unknown ids stand last. */
export function useTierColours() {
  const { mode } = useAppearance();
  const { data: meta } = useMeta();
  const ranked = [...(meta?.tiers ?? [])].sort((one, other) => one.rank - other.rank).map((tier) => tier.id);
  const colours = TIER_COLOURS[mode];

  const placeOf = (tier: string) => {
    const place = ranked.indexOf(tier);
    return place < 0 ? Math.max(ranked.length - 1, 0) : place;
  };
  const colourOf = (tier: string) => colours[Math.min(placeOf(tier), colours.length - 1)]!;
  return { placeOf, colourOf, tiers: ranked.length || 4 };
}

/** The colour of a stage. */
export function useStageColours(): (stage: string) => string {
  const { mode } = useAppearance();
  return (stage) => STAGE_COLOURS[mode][stage as StageId] ?? STAGE_COLOURS[mode].prospect;
}
