import { Checkbox, Tooltip } from "antd";
import { useRef, type ReactNode } from "react";

import { useTranslation } from "@/locale/texts";
import { nextSort, sortedAs, type Column, type Sort } from "@/table/column";
import { Cards } from "@/table/Cards";
import styles from "@/table/RowTable.module.css";
import { useRowKeys } from "@/table/useRowKeys";
import { usePhone } from "@/theme/usePhone";

export type Selection = { selected: ReadonlySet<string>; onChange: (selected: Set<string>) => void };

export type RowTableProps<Row> = {
  /** What the table lists, for who navigates by ear. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** What a row is called, for its tick. */
  rowName?: (row: Row) => string;
  /** Opens a row, by click or Enter. Links inside the row work as well. */
  onOpen?: (row: Row) => void;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  selection?: Selection;
  /** Former rows are shown while new ones are on their way. */
  busy?: boolean;
  /** Shown in place of rows when there are none. */
  empty?: ReactNode;
};

/** Rows that are here already: a dense table with sticky head and keys, cards on a phone. */
export function RowTable<Row>(props: RowTableProps<Row>) {
  const phone = usePhone();
  if (props.rows.length === 0 && props.empty) return <div className={styles.frame}>{props.empty}</div>;
  return phone ? <Cards {...props} /> : <Grid {...props} />;
}

function Grid<Row>(props: RowTableProps<Row>) {
  const { label, columns, rows, rowKey, onOpen, selection, busy } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const keys = useRowKeys({
    body,
    count: rows.length,
    onOpen: onOpen && ((place) => onOpen(rows[place]!)),
    onToggle: selection && ((place) => toggle(selection, rowKey(rows[place]!))),
  });
  return (
    <div className={`${styles.frame} ${busy ? styles.busy : ""}`}>
      <table className={styles.table} aria-label={label} aria-busy={busy}>
        <Head {...props} />
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of its rows, which have the focus */}
        <tbody ref={body} onKeyDown={keys.onKeyDown}>
          {rows.map((row, place) => (
            <tr
              key={rowKey(row)}
              tabIndex={place === keys.current ? 0 : -1}
              data-place={place}
              className={onOpen ? styles.open : undefined}
              data-selected={selection?.selected.has(rowKey(row)) || undefined}
              onFocus={() => keys.setCurrent(place)}
              onClick={(event) => onOpen && isOfRow(event) && onOpen(row)}
            >
              {selection && (
                <td className={styles.tick}>
                  <Tick row={row} {...props} selection={selection} />
                </td>
              )}
              {columns.map((column) => (
                <td key={column.id} className={column.align === "right" ? styles.right : undefined}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row>({ columns, rows, rowKey, sort, onSort, selection }: RowTableProps<Row>) {
  return (
    <thead>
      <tr>
        {selection && (
          <th className={styles.tick}>
            <TickAll keys={rows.map(rowKey)} selection={selection} />
          </th>
        )}
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            style={{ width: column.width }}
            className={column.align === "right" ? styles.right : undefined}
            aria-sort={sortedAs(sort, column.sort)}
          >
            <HeadName column={column} sort={sort} onSort={onSort} />
          </th>
        ))}
      </tr>
    </thead>
  );
}

function HeadName<Row>({ column, sort, onSort }: { column: Column<Row>; sort?: Sort; onSort?: (sort: Sort) => void }) {
  const sorted = sortedAs(sort, column.sort);
  const name = column.sort && onSort ? (
    <button type="button" className={styles.sort} onClick={() => onSort(nextSort(sort, column.sort!))}>
      {column.title}
      <span className={styles.arrow} aria-hidden>
        {sorted === "ascending" ? "▲" : sorted === "descending" ? "▼" : ""}
      </span>
    </button>
  ) : (
    <span>{column.title}</span>
  );
  return column.meaning ? <Tooltip title={column.meaning}>{name}</Tooltip> : name;
}

/** The tick of one row. */
export function Tick<Row>({ row, rowKey, rowName, selection }: RowTableProps<Row> & { row: Row; selection: Selection }) {
  const { t } = useTranslation("kit");
  const key = rowKey(row);
  return (
    <Checkbox
      checked={selection.selected.has(key)}
      onChange={() => toggle(selection, key)}
      aria-label={t("table.selectRow", { row: rowName?.(row) ?? key })}
    />
  );
}

function TickAll({ keys, selection }: { keys: string[]; selection: Selection }) {
  const { t } = useTranslation("kit");
  const ticked = keys.filter((key) => selection.selected.has(key)).length;
  const change = (all: boolean) => {
    const selected = new Set(selection.selected);
    for (const key of keys) if (all) selected.add(key); else selected.delete(key);
    selection.onChange(selected);
  };
  return (
    <Checkbox
      checked={keys.length > 0 && ticked === keys.length}
      indeterminate={ticked > 0 && ticked < keys.length}
      onChange={(event) => change(event.target.checked)}
      aria-label={t("table.selectPage")}
    />
  );
}

function toggle(selection: Selection, key: string): void {
  const selected = new Set(selection.selected);
  if (!selected.delete(key)) selected.add(key);
  selection.onChange(selected);
}

/** Whether a click was meant for the row, not for a link or control in it, nor for marking text. */
function isOfRow(event: React.MouseEvent): boolean {
  const inner = event.target instanceof Element && event.target.closest("a, button, input, label, [role=button]");
  return !inner && !globalThis.getSelection()?.toString();
}
