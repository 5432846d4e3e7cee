import { Tick, type RowTableProps } from "@/table/RowTable";
import styles from "@/table/RowTable.module.css";

/** The rows on a phone: each a card, its head first, then the lines that matter there. */
export function Cards<Row>(props: RowTableProps<Row>) {
  const { label, columns, rows, rowKey, selection } = props;
  const heads = columns.filter((column) => column.phone === "head");
  const shownHeads = heads.length ? heads : columns.slice(0, 1);
  const lines = columns.filter((column) => !shownHeads.includes(column) && column.phone !== "hide");
  return (
    <ul className={styles.cards} aria-label={label}>
      {rows.map((row) => (
        <li key={rowKey(row)} className={styles.card} data-selected={selection?.selected.has(rowKey(row)) || undefined}>
          <div className={styles.cardHead}>
            {selection && <Tick row={row} {...props} selection={selection} />}
            {shownHeads.map((column) => (
              <span key={column.id}>{column.render(row)}</span>
            ))}
          </div>
          {lines.length > 0 && (
            <dl className={styles.lines}>
              {lines.map((column) => (
                <div key={column.id}>
                  <dt>{column.title}</dt>
                  <dd>{column.render(row)}</dd>
                </div>
              ))}
            </dl>
          )}
        </li>
      ))}
    </ul>
  );
}
