import type { ReactNode } from "react";

import styles from "@/kit/SmallTable.module.css";

export type SmallColumn<Row> = {
  id: string;
  title: ReactNode;
  /** Stands at the right. */
  number?: boolean;
  /** May be left out where there is no room. */
  spare?: boolean;
  cell: (row: Row) => ReactNode;
};

type SmallTableProps<Row> = {
  caption: string;
  columns: readonly SmallColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
};

/** A short table that is there whole: no pages, no sorting. The first column names its row. */
export function SmallTable<Row>({ caption, columns, rows, keyOf }: SmallTableProps<Row>) {
  const [first, ...others] = columns;
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={classesOf(column)}>{column.title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {first && <th scope="row" className={classesOf(first)}>{first.cell(row)}</th>}
              {others.map((column) => (
                <td key={column.id} className={classesOf(column)}>{column.cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function classesOf(column: { number?: boolean; spare?: boolean }): string {
  return [column.number && styles.number, column.spare && styles.spare].filter(Boolean).join(" ");
}
