import styles from "@/rooms/tags/Tags.module.css";
import { useFormats } from "@/locale/formats";

type CarriersProps = { carriers: number | null; most: number; share: string };

/** How many carry a tag: the number, its share, a bar against the most carried. */
export function Carriers({ carriers, most, share }: CarriersProps) {
  const formats = useFormats();
  return (
    <span className={styles.carriers}>
      <span className={styles.track} aria-hidden>
        <span style={{ inlineSize: `${(100 * (carriers ?? 0)) / most}%` }} />
      </span>
      <span>{formats.number(carriers, 0)}</span>
      <span className={styles.share}>{share}</span>
    </span>
  );
}
