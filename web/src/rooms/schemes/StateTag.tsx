import type { Version } from "@/rooms/schemes/queries";
import styles from "@/rooms/schemes/Schemes.module.css";

const MARKS: Record<Version["state"], string> = { draft: "○", signed: "◐", published: "●", retired: "◌" };

/** The state of a version: a mark and a word, so that colour is not the only sign. */
export function StateTag({ version }: { version: Pick<Version, "state" | "state_name"> }) {
  return (
    <span className={`${styles.state} ${styles[version.state]}`}>
      <span aria-hidden>{MARKS[version.state]}</span> {version.state_name}
    </span>
  );
}
