import type { Named } from "@/api/shapes";
import { useStageColours } from "@/kit/colours";
import styles from "@/kit/Mark.module.css";
import { StageSign } from "@/kit/marks";

/** A lifecycle stage: its sign and its name. */
export function StageTag({ stage, strong }: { stage: Named | null | undefined; strong?: boolean }) {
  const colourOf = useStageColours();
  if (!stage) return <span>–</span>;
  return (
    <span className={`${styles.mark} ${strong ? styles.strong : ""}`}>
      <StageSign stage={stage.id} colour={colourOf(stage.id)} />
      {stage.name}
    </span>
  );
}
