import type { StageId } from "@/theme/categories";

const MOST_STEPS = 5;

/** The steps of a tier: the higher the tier, the more of them are full. Readable without any colour. */
export function TierSteps({ place, tiers, colour }: { place: number; tiers: number; colour: string }) {
  const steps = Math.min(Math.max(tiers, 2), MOST_STEPS);
  const full = Math.max(1, Math.round(((tiers - place) / tiers) * steps));
  return (
    <svg width={steps * 3.5} height={11} viewBox={`0 0 ${steps * 3.5} 11`} aria-hidden>
      {Array.from({ length: steps }, (_, step) => {
        const height = 3 + (step * 7) / (steps - 1);
        const shown = step < full;
        return (
          <rect
            key={step}
            x={step * 3.5}
            y={11 - height}
            width={2.5}
            height={height}
            fill={shown ? colour : "var(--line-strong)"}
            opacity={shown ? 1 : 0.55}
          />
        );
      })}
    </svg>
  );
}

const SIGNS: Record<StageId, string> = {
  prospect: "M6 2.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7zM6 4a2 2 0 1 1 0 4a2 2 0 1 1 0-4z",
  new: "M5 2h2v3h3v2H7v3H5V7H2V5h3z",
  growing: "M6 1.5l4.5 6H8v3H4v-3H1.5z",
  active: "M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z",
  slowing: "M6 10.5l4.5-6H8v-3H4v3H1.5z",
  dormant: "M2 4.8h8v2.4H2z",
  churned: "M3 1.6L6 4.6l3-3L10.4 3l-3 3l3 3L9 10.4l-3-3l-3 3L1.6 9l3-3l-3-3z",
  won_back: "M6 1.5a4.5 4.5 0 1 1-4.5 4.5h2A2.5 2.5 0 1 0 6 3.5V5.5L2.5 3L6 .5z",
};

/** The sign of a stage: up for growing, down for slowing, a cross for churned, and so on. */
export function StageSign({ stage, colour }: { stage: string; colour: string }) {
  return (
    <svg width={11} height={11} viewBox="0 0 12 12" aria-hidden>
      <path d={SIGNS[stage as StageId] ?? SIGNS.prospect} fill={colour} fillRule="evenodd" />
    </svg>
  );
}
