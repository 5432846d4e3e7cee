import styles from "@/rooms/data/Data.module.css";

const SIGNS: Record<string, { sign: string; colour: string }> = {
  loading: { sign: "◐", colour: "var(--accent)" },
  loaded: { sign: "●", colour: "var(--good)" },
  undone: { sign: "↶", colour: "var(--ink-faint)" },
  aborted: { sign: "✕", colour: "var(--bad)" },
};

/** The state of a batch: sign, colour and word, and what it stands to another batch. */
export function StateMark({ state, name, note }: { state: string; name: string; note?: string }) {
  const { sign, colour } = SIGNS[state] ?? SIGNS.loading!;
  return (
    <span className={styles.state}>
      <span aria-hidden style={{ color: colour }}>
        {sign}
      </span>
      {name}
      {note && <small>{note}</small>}
    </span>
  );
}
