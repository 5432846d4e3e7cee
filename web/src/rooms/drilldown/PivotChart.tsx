import { useMemo } from "react";

import { Bars } from "@/charts/Bars";
import { writeFilter } from "@/filter/customerFilter";
import { useCustomerFilter } from "@/filter/useCustomerFilter";
import { useTranslation } from "@/locale/texts";
import { placeColour } from "@/rooms/overview/placeColours";
import { amount, behind } from "@/rooms/drilldown/pivot";
import type { Drilldown } from "@/rooms/drilldown/queries";
import { useWritten } from "@/rooms/drilldown/useWritten";
import { useMeta } from "@/session/meta";
import { useAppearance } from "@/theme/Appearance";

type PivotChartProps = { pivot: Drilldown; rowsName: string; caption: string };

const ROW_HEIGHT = 34;
const LEAST_HEIGHT = 260;

/** Measures that may be put on top of each other; an average may not. */
const SUMMED = new Set(["customers", "spend", "orders", "quantity", "margin", "overdue_amount"]);

/** The answer as bars: one for each row, parted by the columns. A bar leads to its customers. */
export function PivotChart({ pivot, rowsName, caption }: PivotChartProps) {
  const { t } = useTranslation("drilldown");
  const { written } = useWritten(pivot.measure);
  const { filter } = useCustomerFilter();
  const series = useSeries(pivot, t("total"));
  const bars = useMemo(() => {
    const base = writeFilter(new URLSearchParams(), filter);
    return pivot.rows.map((row) => {
      const customers = behind(pivot, { row: row.id, column: null }, base, "customers");
      return { ...row, to: customers ? `/customers?${customers}` : undefined };
    });
  }, [pivot, filter]);
  return (
    <Bars
      horizontal
      stacked={SUMMED.has(pivot.measure)}
      label={caption}
      bars={bars}
      series={series}
      write={written}
      head={rowsName}
      height={Math.max(LEAST_HEIGHT, pivot.rows.length * ROW_HEIGHT)}
    />
  );
}

function useSeries(pivot: Drilldown, total: string) {
  const { mode } = useAppearance();
  const { data: meta } = useMeta();
  return useMemo(() => {
    const axis = pivot.filters.columns;
    if (axis === null) return [{ id: "total", name: total, values: pivot.row_totals.map(amount) }];
    const tiers = (meta?.tiers ?? []).map((tier) => tier.id);
    return pivot.columns.map((column, across) => ({
      id: column.id,
      name: column.name,
      values: pivot.cells.map((row) => amount(row[across])),
      colour: axis === "tier" || axis === "stage" || axis === "label" ? placeColour(column.id, axis, tiers, mode) : undefined,
    }));
  }, [pivot, total, meta, mode]);
}
