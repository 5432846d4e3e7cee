
import { TierTag } from "@/kit/TierTag";
import type { Review } from "@/live/shapes";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/reviews/Reviews.module.css";

/** From which tier to which. */
export function Change({ review: { from, to } }: { review: Pick<Review, "from" | "to"> }) {
  const { t } = useTranslation("reviews");
  return (
    <span className={styles.change}>
      <TierTag tier={from.tier} />
      <span aria-label={t("becomes")} role="img">
        →
      </span>
      <TierTag tier={to.tier} />
    </span>
  );
}
