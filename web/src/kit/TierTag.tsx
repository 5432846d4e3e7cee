import type { Named } from "@/api/shapes";
import { useTierColours } from "@/kit/colours";
import styles from "@/kit/Mark.module.css";
import { TierSteps } from "@/kit/marks";

/** A tier: its steps and its name. */
export function TierTag({ tier, strong }: { tier: Named | null | undefined; strong?: boolean }) {
  const { placeOf, colourOf, tiers } = useTierColours();
  if (!tier) return <span>–</span>;
  return (
    <span className={`${styles.mark} ${strong ? styles.strong : ""}`}>
      <TierSteps place={placeOf(tier.id)} tiers={tiers} colour={colourOf(tier.id)} />
      {tier.name}
    </span>
  );
}
