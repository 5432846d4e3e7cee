import { Link } from "react-router";

import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import type { QuarantinedRow } from "@/rooms/data/queries";
import type { Column } from "@/table/column";
import { RowTable } from "@/table/RowTable";

/** Rows that are no longer open, with what became of each. */
export function ClosedRows({ rows }: { rows: QuarantinedRow[] }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const columns: Column<QuarantinedRow>[] = [
    { id: "row", title: t("quarantine.row"), phone: "head", render: (row) => t("quarantine.rowOf", { row: row.row_no }) },
    { id: "batch", title: t("quarantine.batch"), align: "right", render: (row) => <Link to={`/data/batches/${row.batch_no}`}>{row.batch_no}</Link> },
    { id: "reason", title: t("quarantine.reason"), render: (row) => row.reason },
    { id: "fate", title: t("quarantine.fate"), render: (row) => <Fate row={row} /> },
    {
      id: "by",
      title: t("quarantine.closedBy"),
      render: (row) => (row.closed_by ? `${row.closed_by} · ${formats.moment(row.closed_at)}` : t("dash")),
    },
  ];
  return <RowTable label={t("quarantine.label")} columns={columns} rows={rows} rowKey={(row) => String(row.id)} />;
}

function Fate({ row }: { row: QuarantinedRow }) {
  if (!row.resubmitted_in) return <>{row.fate}</>;
  return <Link to={row.refused_again_as ? `/data/quarantine?batch=${row.resubmitted_in}` : `/data/batches/${row.resubmitted_in}`}>{row.fate}</Link>;
}
