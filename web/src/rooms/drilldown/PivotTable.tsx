import type { ReactNode } from "react";
import { Link } from "react-router";

import { useCustomerFilter } from "@/filter/useCustomerFilter";
import { writeFilter } from "@/filter/customerFilter";
import { useHeat } from "@/kit/heat";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/drilldown/PivotTable.module.css";
import { behind, type Place, shades } from "@/rooms/drilldown/pivot";
import type { Drilldown } from "@/rooms/drilldown/queries";
import { useWritten } from "@/rooms/drilldown/useWritten";

type PivotTableProps = { pivot: Drilldown; rowsName: string; caption: string };

/** The answer as a table shaded by size. A cell leads to its customers; the small sign beside it to their orders. */
export function PivotTable({ pivot, rowsName, caption }: PivotTableProps) {
  const { t } = useTranslation("drilldown");
  const depths = shades(pivot.cells);
  const crossed = pivot.filters.columns !== null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key
    <div className={styles.frame} tabIndex={0} role="group" aria-label={caption}>
      <table className={styles.pivot}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{rowsName}</th>
            {crossed && pivot.columns.map((column) => <th key={column.id} scope="col">{column.name}</th>)}
            <th scope="col" className={styles.total} title={t("totalHelp")}>{t("total")}</th>
          </tr>
        </thead>
        <tbody>
          {pivot.rows.map((row, at) => (
            <tr key={row.id}>
              <th scope="row">{row.name}</th>
              {crossed &&
                pivot.columns.map((column, across) => (
                  <Cell
                    key={column.id}
                    pivot={pivot}
                    place={{ row: row.id, column: column.id }}
                    value={pivot.cells[at]?.[across]}
                    depth={depths[at]?.[across]}
                  />
                ))}
              <Cell total pivot={pivot} place={{ row: row.id, column: null }} value={pivot.row_totals[at]} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" title={t("totalHelp")}>{t("total")}</th>
            {crossed &&
              pivot.columns.map((column, across) => (
                <Cell key={column.id} total pivot={pivot} place={{ row: null, column: column.id }} value={pivot.column_totals[across]} />
              ))}
            <Cell total pivot={pivot} place={{ row: null, column: null }} value={pivot.total} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

type CellProps = {
  pivot: Drilldown;
  place: Place;
  value: number | string | null | undefined;
  /** How deep it is shaded; totals are not. */
  depth?: number;
  total?: boolean;
};

function Cell({ pivot, place, value, depth = 0, total = false }: CellProps) {
  const { written, full } = useWritten(pivot.measure);
  const heat = useHeat();
  // One step paler than the ramp goes, so that a full table stays calm.
  const shaded = depth > 0 ? heat(depth - 1) : undefined;
  const known = value !== null && value !== undefined;
  return (
    <td className={total ? styles.total : undefined} style={shaded}>
      {known && (
        <Ways pivot={pivot} place={place} title={full(value)}>
          {written(value)}
        </Ways>
      )}
    </td>
  );
}

/** The ways from a cell: its figure to the customers, and where a sign appears, to the orders. */
function Ways({ pivot, place, title, children }: { pivot: Drilldown; place: Place; title: string; children: ReactNode }) {
  const { t } = useTranslation("drilldown");
  const { filter } = useCustomerFilter();
  const base = writeFilter(new URLSearchParams(), filter);
  const customers = behind(pivot, place, base, "customers");
  const orders = behind(pivot, place, base, "orders");
  if (!customers) return <span title={t("gathered")}>{children}</span>;
  return (
    <span className={styles.ways}>
      {orders && (
        <Link className={styles.orders} to={`/orders?${orders}`} title={t("behindOrders")} aria-label={t("behindOrders")}>
          ☰
        </Link>
      )}
      <Link to={`/customers?${customers}`} title={`${title} · ${t("behindCustomers")}`}>
        {children}
      </Link>
    </span>
  );
}
