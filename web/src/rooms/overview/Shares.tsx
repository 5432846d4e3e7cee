import type { ReactNode } from "react";
import { Link } from "react-router";

import { Trend } from "@/kit/Figure";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import type { Part } from "@/rooms/overview/queries";
import styles from "@/rooms/overview/Shares.module.css";

type SharesProps = {
  /** What the parts are, for who hears the table: "value tiers". */
  caption: string;
  parts: readonly Part[];
  mark: (part: Part) => ReactNode;
  /** The customers of one part. */
  to: (part: Part) => string;
  /** Without money: where there is little room. */
  brief?: boolean;
};

/** Parts of the customer base: how many customers on the left, how much of the spend on the right, bars on one scale. */
export function Shares({ caption, parts, mark, to, brief = false }: SharesProps) {
  const { t } = useTranslation("overview");
  const widest = Math.max(...parts.flatMap((part) => [part.share, part.spend_share]), 0.01);
  return (
    <table className={styles.shares}>
      <caption className="unseen">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t("shares.group")}</th>
          <th scope="col" className={styles.number}>{t("shares.customers")}</th>
          <th scope="col" className={styles.leftward}>{t("shares.customerShare")}</th>
          <th scope="col">{t("shares.spendShare")}</th>
          {!brief && <th scope="col" className={`${styles.number} ${styles.money}`}>{t("shares.spend")}</th>}
          {!brief && <th scope="col" className={`${styles.number} ${styles.spare}`}>{t("shares.each")}</th>}
          <th scope="col" className={styles.number}>{t("shares.change")}</th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <PartRow key={part.id} part={part} widest={widest} brief={brief} mark={mark(part)} to={to(part)} />
        ))}
      </tbody>
    </table>
  );
}

type PartRowProps = { part: Part; widest: number; brief: boolean; mark: ReactNode; to: string };

function PartRow({ part, widest, brief, mark, to }: PartRowProps) {
  const { t } = useTranslation("overview");
  const formats = useFormats();
  const each = part.customers ? Number(part.spend_365d) / part.customers : null;
  return (
    <tr>
      <th scope="row">
        {/* The link covers the row, so that every figure of it leads to the customers. */}
        <Link className={styles.cover} to={to} aria-label={t("shares.show", { name: part.name })}>
          {mark}
        </Link>
      </th>
      <td className={styles.number}>{formats.number(part.customers)}</td>
      <td className={styles.leftward}>
        <Bar share={part.share} widest={widest} text={formats.share(part.share)} side="customers" />
      </td>
      <td>
        <Bar share={part.spend_share} widest={widest} text={formats.share(part.spend_share)} side="spend" />
      </td>
      {!brief && (
        <td className={`${styles.number} ${styles.money}`} title={formats.money(part.spend_365d)}>
          {formats.moneyShort(part.spend_365d)}
        </td>
      )}
      {!brief && <td className={`${styles.number} ${styles.spare}`}>{formats.moneyShort(each)}</td>}
      <td className={styles.number}>
        <Trend value={part.customers} previous={part.previous} />
      </td>
    </tr>
  );
}

function Bar({ share, widest, text, side }: { share: number; widest: number; text: string; side: "customers" | "spend" }) {
  return (
    <span className={`${styles.bar} ${styles[side]}`}>
      <span className={styles.fill} style={{ width: `${(share / widest) * 100}%` }} />
      <span className={styles.share}>{text}</span>
    </span>
  );
}
