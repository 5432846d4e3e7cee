import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";

import styles from "@/kit/Figure.module.css";
import { useFormats, type Amount, type Formats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";

export type FigureKind = "count" | "money" | "ratio" | "number";

type FigureProps = {
  name: string;
  value: Amount;
  kind?: FigureKind;
  unit?: string | null;
  /** The same number at the grading before; the trend is told against it. */
  previous?: Amount;
  /** Whether more is good news; neutral when not said. */
  better?: "high" | "low" | null;
  /** The day that the number holds for. */
  asOf?: string | null;
  meaning?: string;
  /** The customers behind the number. */
  to?: string;
};

/** One number: what it is, its unit, how it changed, which day it holds for, and the way to what is behind it. */
export function Figure({ name, value, kind = "count", unit, previous, better, asOf, meaning, to }: FigureProps) {
  const { t } = useTranslation("kit");
  const formats = useFormats();
  const full = kind === "money" ? formats.money(value) : undefined;
  const content = (
    <>
      <span className={styles.name}>{name}</span>
      <span className={styles.value} title={full}>
        {written(formats, kind, value)}
        {unit && kind !== "money" && <span className={styles.unit}>{unit}</span>}
      </span>
      <span className={styles.foot}>
        <Trend kind={kind} value={value} previous={previous} better={better} />
        {asOf && <span>{t("figure.asOf", { day: formats.day(asOf).slice(5) })}</span>}
      </span>
    </>
  );
  const figure = to ? (
    <Link className={styles.figure} to={to}>
      {content}
    </Link>
  ) : (
    <div className={styles.figure}>{content}</div>
  );
  return meaning ? <Tooltip title={meaning}>{figure}</Tooltip> : figure;
}

/** Figures side by side, two in a row on a phone. */
export function Figures({ children }: { children: ReactNode }) {
  return <div className={styles.figures}>{children}</div>;
}

function written(formats: Formats, kind: FigureKind, value: Amount): string {
  if (kind === "money") return formats.moneyShort(value);
  if (kind === "ratio") return formats.share(value);
  return formats.number(value, kind === "count" ? 0 : 2);
}

type TrendProps = { kind?: FigureKind; value: Amount; previous?: Amount; better?: "high" | "low" | null };

/** How a number changed since the grading before: an arrow and the change, green or red only where it is known which is good. */
export function Trend({ kind = "count", value, previous, better }: TrendProps) {
  const { t } = useTranslation("kit");
  const formats = useFormats();
  if (previous === null || previous === undefined || value === null || value === undefined) return <span />;

  const difference = Number(value) - Number(previous);
  if (difference === 0) return <span className={styles.trend}>{t("figure.same")}</span>;
  const good = better && (difference > 0) === (better === "high");
  const tone = better ? (good ? styles.better : styles.worse) : "";
  return (
    <span className={`${styles.trend} ${tone}`} title={t("figure.before", { value: written(formats, kind, previous) })}>
      <span aria-hidden>{difference > 0 ? "▲" : "▼"}</span> {change(formats, kind, Number(previous), difference)}
    </span>
  );
}

function change(formats: Formats, kind: FigureKind, previous: number, difference: number): string {
  if (kind === "ratio") return `${formats.difference(difference * 100)} pp`;
  if (kind === "money" && previous !== 0) return formats.change(difference / Math.abs(previous));
  return formats.difference(difference);
}
