import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type ReactNode } from "react";

import type { Page } from "@/api/shapes";
import { Empty } from "@/kit/Empty";
import { Failed } from "@/kit/Failed";
import { Loading } from "@/kit/Loading";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import type { Column, Sort } from "@/table/column";
import { ColumnChoice } from "@/table/ColumnChoice";
import { RowTable, type RowTableProps, type Selection } from "@/table/RowTable";
import styles from "@/table/RowTable.module.css";
import { useShownColumns } from "@/table/useShownColumns";
import { ROWS_ON_PAGE } from "@/table/usual";
import { usePhone } from "@/theme/usePhone";

export type Asked = { cursor?: string; limit: number; sort?: Sort };

export type Everything = { chosen: boolean; onChoose: () => void };

type DataTableProps<Row> = Pick<RowTableProps<Row>, "label" | "rowKey" | "rowName" | "onOpen"> & {
  /** The name its column choice is remembered under. */
  name: string;
  /** All columns; those marked `extra` are shown when chosen. */
  columns: Column<Row>[];
  /** Everything that decides which rows come, the sort not included. */
  queryKey: readonly unknown[];
  /** Reads one page. */
  fetchPage: (asked: Asked) => Promise<Page<Row>>;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  selection?: Selection;
  /** What can be done with the selected rows. */
  bulk?: ReactNode;
  /** Where something can be done with all rows that match, not only those that were ticked. */
  everything?: Everything;
  /** Beside the column choice. */
  tools?: ReactNode;
  /** Chosen columns held outside (a saved view); else the table remembers them itself. */
  shown?: string[];
  onShown?: (shown: string[] | null) => void;
  empty?: ReactNode;
};

/** A long list that the server sorts and hands out page by page. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { t } = useTranslation("kit");
  const { columns, queryKey, fetchPage, sort, tools, bulk, selection } = props;
  const own = useShownColumns(props.name, columns);
  const shown = props.shown ?? own.shown;
  const pages = usePages(JSON.stringify([queryKey, sort]));
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: [...queryKey, "page", sort, pages.cursor],
    queryFn: () => fetchPage({ cursor: pages.cursor, limit: ROWS_ON_PAGE, sort }),
    placeholderData: keepPreviousData,
  });

  // Cards have no columns to choose.
  const phone = usePhone();
  const choosable = !phone && columns.some((column) => !column.always);
  return (
    <>
      {(tools || bulk || choosable) && (
        <div className={styles.tools}>
          {selection && selection.selected.size > 0 ? <BulkBar selection={selection} everything={props.everything} total={data?.total}>{bulk}</BulkBar> : tools}
          <span className={styles.grow} />
          {choosable && <ColumnChoice columns={columns} shown={shown} onChange={props.onShown ?? own.choose} />}
        </div>
      )}
      {error && !data && <Failed error={error} retry={refetch} />}
      {!error && !data && <Loading lines={12} />}
      {data && (
        <RowTable
          {...props}
          columns={columns.filter((column) => column.always || shown.includes(column.id))}
          rows={data.items}
          busy={isPlaceholderData}
          empty={props.empty ?? <Empty title={t("table.empty")} text={t("table.emptyNext")} />}
        />
      )}
      {data && <Pager page={data} pages={pages} />}
    </>
  );
}

type BulkBarProps = { selection: Selection; everything?: Everything; total?: number | null; children: ReactNode };

function BulkBar({ selection, everything, total, children }: BulkBarProps) {
  const { t } = useTranslation("kit");
  const formats = useFormats();
  const { size } = selection.selected;
  const told = everything?.chosen ? t("table.allSelected", { n: formats.number(total, 0) }) : t("table.selected", { n: size });
  return (
    <>
      <span aria-live="polite">{told}</span>
      {everything && !everything.chosen && total != null && total > size && (
        <Button type="link" onClick={everything.onChoose}>
          {t("table.selectAll", { n: formats.number(total, 0) })}
        </Button>
      )}
      {children}
      <Button type="text" onClick={() => selection.onChange(new Set())}>
        {t("table.unselect")}
      </Button>
    </>
  );
}

/** Keyset pages know only the next cursor, so those passed are kept to go back. Another list begins at its start. */
function usePages(list: string) {
  const [passed, setPassed] = useState<{ list: string; cursors: string[] }>({ list, cursors: [] });
  const cursors = passed.list === list ? passed.cursors : [];
  return {
    number: cursors.length,
    cursor: cursors.at(-1),
    forward: (cursor: string) => setPassed({ list, cursors: [...cursors, cursor] }),
    back: () => setPassed({ list, cursors: cursors.slice(0, -1) }),
  };
}

function Pager<Row>({ page, pages }: { page: Page<Row>; pages: ReturnType<typeof usePages> }) {
  const { t } = useTranslation("kit");
  const formats = useFormats();
  const before = pages.number * ROWS_ON_PAGE;
  const range = { from: before + 1, to: before + page.items.length, total: formats.number(page.total, 0) };
  const told = t(page.total == null ? "table.rangeOpen" : "table.range", range);
  if (page.items.length === 0 && pages.number === 0) return null;
  return (
    <nav className={styles.foot} aria-label={told}>
      <span aria-live="polite">{told}</span>
      <Button disabled={pages.number === 0} onClick={pages.back}>
        {t("table.previous")}
      </Button>
      <Button disabled={!page.next} onClick={() => page.next && pages.forward(page.next)}>
        {t("table.next")}
      </Button>
    </nav>
  );
}
