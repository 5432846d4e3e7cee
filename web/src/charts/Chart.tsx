import type { EChartsCoreOption } from "echarts/core";
import { lazy, Suspense, useState } from "react";
import { Link } from "react-router";

import styles from "@/charts/Chart.module.css";
import type { Picked } from "@/charts/Picture";
import { Loading } from "@/kit/Loading";
import { useTranslation } from "@/locale/texts";

const load = () => import("@/charts/Picture");
const Picture = lazy(load);

/** Fetches what draws, for pages that are sure to show a picture once their numbers have come. */
export const fetchPicture = (): void => void load();

/** The same numbers as words: what a picture shows, for who cannot see it or wants to copy it. */
export type ChartTable = { head: string[]; rows: { cells: (string | number)[]; to?: string }[] };

export type ChartProps = {
  /** What the picture shows, in one sentence. */
  label: string;
  option: EChartsCoreOption;
  table: ChartTable;
  height?: number;
  onPick?: (picked: Picked) => void;
};

/** A picture with its table behind a toggle. The pieces of the table link to what a click on the picture opens. */
export function Chart({ label, option, table, height = 240, onPick }: ChartProps) {
  const { t } = useTranslation("kit");
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className={styles.chart}>
      <button type="button" className={styles.toggle} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
        {asTable ? t("chart.asPicture") : t("chart.asTable")}
      </button>
      {asTable ? (
        <TableOfChart label={label} table={table} height={height} />
      ) : (
        <Suspense fallback={<Loading height={height} lines={Math.floor(height / 40)} />}>
          <Picture option={option} height={height} label={label} onPick={onPick} />
        </Suspense>
      )}
    </figure>
  );
}

function TableOfChart({ label, table, height }: { label: string; table: ChartTable; height: number }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key
    <div className={styles.frame} style={{ maxHeight: height, minHeight: 80 }} tabIndex={0} role="group" aria-label={label}>
      <table className={styles.table}>
        <caption className="unseen">{label}</caption>
        <thead>
          <tr>
            {table.head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ cells, to }, place) => (
            <tr key={place}>
              {cells.map((cell, column) => (
                <td key={table.head[column]}>{column === 0 && to ? <Link to={to}>{cell}</Link> : cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
