
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import type { Explanation } from "@/rooms/customer/queries";
import styles from "@/rooms/customer/ScoreParts.module.css";

const FULL_POINTS = 100;

/** How a score comes about: each dimension's value, its points out of a hundred, its weight. */
export function ScoreParts({ score }: { score: NonNullable<Explanation["score"]> }) {
  const { t } = useTranslation("customer");
  const formats = useFormats();
  return (
    <table className={styles.parts}>
      <caption className="unseen">{t("standing.scoreParts")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("standing.dimension")}</th>
          <th scope="col">{t("standing.value")}</th>
          <th scope="col" colSpan={2}>{t("standing.points")}</th>
          <th scope="col" className={styles.number}>{t("standing.weight")}</th>
        </tr>
      </thead>
      <tbody>
        {score.dimensions.map((part) => (
          <tr key={part.id} title={part.text}>
            <th scope="row">{part.name}</th>
            <td>{part.value}</td>
            <td className={styles.number}>{part.points}</td>
            <td className={styles.track} aria-hidden>
              <span className={styles.fill} style={{ width: `${(part.points / FULL_POINTS) * 100}%` }} />
            </td>
            <td className={styles.number}>{formats.share(part.weight, 0)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>{t("standing.total")}</th>
          <td className={styles.number}>{formats.number(score.total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
