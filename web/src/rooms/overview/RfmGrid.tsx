import { Link } from "react-router";

import { DEEPEST, useHeat } from "@/kit/heat";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import type { Rfm } from "@/rooms/overview/queries";
import styles from "@/rooms/overview/RfmGrid.module.css";

const LEVELS = [5, 4, 3, 2, 1];

type Cell = Rfm["cells"][number];

/** Recency against frequency in fifths; the number is the customers, the shade their spend, each cell a way to them. */
export function RfmGrid({ rfm, to }: { rfm: Rfm; to: (cell: Cell) => string }) {
  const { t } = useTranslation("overview");
  const most = Math.max(...rfm.cells.map((cell) => Number(cell.spend_365d)), 1);
  const cellAt = (r: number, f: number) => rfm.cells.find((cell) => cell.r === r && cell.f === f);
  return (
    <div className={styles.frame}>
      <span className={styles.across} aria-hidden>
        {t("rfm.f")}
        <Scale from={t("rfm.often")} to={t("rfm.seldom")} />
      </span>
      <span className={styles.down} aria-hidden>
        {t("rfm.r")}
        <Scale from={t("rfm.recent")} to={t("rfm.long")} />
      </span>
      <div className={styles.grid}>
        {LEVELS.flatMap((r) => LEVELS.map((f) => <Square key={`${r}${f}`} cell={cellAt(r, f)} most={most} to={to} />))}
      </div>
    </div>
  );
}

function Scale({ from, to }: { from: string; to: string }) {
  return (
    <span className={styles.scale}>
      {from} <span className={styles.rule} /> {to}
    </span>
  );
}

function Square({ cell, most, to }: { cell: Cell | undefined; most: number; to: (cell: Cell) => string }) {
  const { t } = useTranslation("overview");
  const formats = useFormats();
  const heat = useHeat();
  if (!cell || cell.customers === 0) return <span className={styles.empty}>0</span>;
  // Areas are compared, not lengths: the root keeps small cells apart.
  const depth = Math.round(Math.sqrt(Math.max(0, Number(cell.spend_365d)) / most) * DEEPEST);
  const told = t("rfm.cell", {
    r: cell.r,
    f: cell.f,
    customers: formats.number(cell.customers),
    money: formats.money(cell.spend_365d),
  });
  return (
    <Link className={styles.cell} style={heat(depth)} to={to(cell)} title={told} aria-label={told}>
      {formats.number(cell.customers)}
    </Link>
  );
}
