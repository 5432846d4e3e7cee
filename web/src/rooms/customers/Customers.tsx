import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useNavigate } from "react-router";

import type { CustomerFilter } from "@/filter/customerFilter";
import { FilterBar } from "@/filter/FilterBar";
import { useCustomerFilter } from "@/filter/useCustomerFilter";
import { Empty } from "@/kit/Empty";
import { PageHead } from "@/kit/PageHead";
import { useCalmRefresh } from "@/live/useCalmRefresh";
import { Waiting } from "@/live/Waiting";
import { useTranslation } from "@/locale/texts";
import { BulkActions } from "@/rooms/customers/BulkActions";
import { CountsLine } from "@/rooms/customers/CountsLine";
import { ExportButton } from "@/rooms/customers/ExportButton";
import { type Move, useListInAddress } from "@/rooms/customers/listInAddress";
import { MovedNotice } from "@/rooms/customers/MovedNotice";
import { type CustomerRow, fetchCustomers, fetchMoved } from "@/rooms/customers/queries";
import { figuresAmong, useColumns } from "@/rooms/customers/useColumns";
import { LIST_KEY, useLiveRows } from "@/rooms/customers/useLiveRows";
import { USUAL_FIGURES } from "@/rooms/customers/usual";
import { ViewsMenu } from "@/rooms/customers/ViewsMenu";
import { WhereBar } from "@/rooms/customers/WhereBar";
import { type Asked, DataTable } from "@/table/DataTable";

/** The customers that fit: filtered, sorted, with the columns one wants, and what can be done with them. */
export default function Customers() {
  const { t } = useTranslation("customers");
  const { filter, set } = useCustomerFilter();
  const { move, leaveMove } = useListInAddress();
  return (
    <>
      <PageHead title={t("title")} about={!move && <CountsLine filter={filter} />} actions={<ViewsMenu />} />
      <FilterBar search where="elsewhere" facets={["tier", "stage", "region", "type", "manager", "channel", "tag", "segment"]} />
      {move ? (
        <MovedNotice move={move} onLeave={leaveMove} />
      ) : (
        <WhereBar key={filter.where ?? ""} text={filter.where ?? ""} onApply={(where) => set({ where })} />
      )}
      <List filter={filter} move={move} />
    </>
  );
}

function List({ filter, move }: { filter: CustomerFilter; move: Move | null }) {
  const { t } = useTranslation("customers");
  const navigate = useNavigate();
  const { sort, setSort, columns: chosen, setColumns } = useListInAddress();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  // All that this filter finds; another filter finds others.
  const [everythingOf, setEverythingOf] = useState<CustomerFilter | null>(null);
  const all = selected.size > 0 && everythingOf === filter && move === null;
  const select = (chosen: ReadonlySet<string>) => {
    setSelected(chosen);
    setEverythingOf(null);
  };
  const carry = useCallback((path: string) => (filter.as_of ? `${path}?as_of=${filter.as_of}` : path), [filter.as_of]);
  const columns = useColumns(carry);
  const shown = chosen ?? columns.filter((column) => !column.extra).map((column) => column.id);
  // Not from what is shown: the list would be asked for twice, before and after the names of the columns are known.
  const figures = figuresAmong(chosen ?? USUAL_FIGURES);
  const written = ["customer_id", ...new Set(["customer_name", ...shown])];
  const exported = move ? null : { filter, columns: written };
  const { ref, waiting, show } = useFollowing({ figures, past: move !== null || filter.as_of !== undefined, held: selected.size > 0 });
  return (
    <div ref={ref}>
      <Waiting waiting={waiting} show={show} />
      <DataTable<CustomerRow>
        name="customers"
        label={t("table.label")}
        columns={columns}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        onOpen={(row) => void navigate(carry(`/customers/${encodeURIComponent(row.id)}`))}
        queryKey={[...LIST_KEY, filter, move, figures]}
        fetchPage={(asked) => fetchPage(filter, move, figures, asked)}
        sort={move ? undefined : sort}
        onSort={move ? undefined : setSort}
        shown={shown}
        onShown={setColumns}
        selection={{ selected, onChange: select }}
        everything={move ? undefined : { chosen: all, onChoose: () => setEverythingOf(filter) }}
        bulk={<BulkActions ids={[...selected]} everything={all ? filter : undefined} columns={written} onDone={() => select(new Set())} />}
        tools={exported && <ExportButton {...exported} />}
        empty={<Empty title={t("table.empty")} text={t("table.emptyText")} />}
      />
    </div>
  );
}

/** A list is sorted anew for everybody who looks at it, so it waits longer than a single page. */
const SORT_PAUSE_MS = 10_000;

/** Rows change in their places at once; who comes, goes or moves is shown when nobody is at the rows. */
function useFollowing({ figures, past, held }: { figures: readonly string[]; past: boolean; held: boolean }) {
  const cache = useQueryClient();
  useLiveRows(figures, !past);
  return useCalmRefresh<HTMLDivElement>({
    concerns: (news) => !past && news.customers.size > 0,
    refresh: () => void cache.invalidateQueries({ queryKey: ["customers"] }),
    held,
    pause: SORT_PAUSE_MS,
  });
}

function fetchPage(filter: CustomerFilter, move: Move | null, figures: readonly string[], { cursor, limit, sort }: Asked) {
  if (move) return fetchMoved({ ...filter, ...move, as_of: undefined, cursor, limit });
  return fetchCustomers({ ...filter, cursor, limit, sort, columns: figures.join(",") });
}
