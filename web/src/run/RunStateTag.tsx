import styles from "@/run/RunProgress.module.css";

const SIGNS: Record<string, { sign: string; colour: string }> = {
  queued: { sign: "○", colour: "var(--ink-faint)" },
  running: { sign: "◐", colour: "var(--accent)" },
  finished: { sign: "●", colour: "var(--good)" },
  failed: { sign: "✕", colour: "var(--bad)" },
  cancelled: { sign: "■", colour: "var(--ink-faint)" },
  interrupted: { sign: "▲", colour: "var(--warn)" },
};

/** The state of a run: sign, colour and word. */
export function RunStateTag({ state, name }: { state: string; name: string }) {
  const { sign, colour } = SIGNS[state] ?? SIGNS.queued!;
  return (
    <span className={styles.state}>
      <span aria-hidden style={{ color: colour }}>
        {sign}
      </span>
      {name}
    </span>
  );
}
