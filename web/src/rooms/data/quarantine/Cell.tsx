
import { useTranslation } from "@/locale/texts";
import type { QuarantinedRow } from "@/rooms/data/queries";
import { cellOf, type Edits } from "@/rooms/data/quarantine/edits";
import own from "@/rooms/data/quarantine/Quarantine.module.css";

type CellProps = {
  row: QuarantinedRow;
  header: string;
  edits: Edits;
  onCell: (row: QuarantinedRow, header: string, text: string) => void;
};

/** One cell of the file, to be written over. The one that failed is marked, and so is what was changed. */
export function Cell({ row, header, edits, onCell }: CellProps) {
  const { t } = useTranslation("data");
  const failed = row.header === header;
  const changed = edits[row.id]?.[header] !== undefined;
  const classes = [own.cell, failed && !changed && own.failed, changed && own.changed].filter(Boolean).join(" ");
  const text = cellOf(row, header, edits);
  return (
    <input
      className={classes}
      value={text}
      disabled={!(header in row.raw)}
      title={failed ? row.reason : text}
      aria-label={t("quarantine.cell", { row: row.row_no, header })}
      aria-invalid={failed && !changed}
      onChange={(event) => onCell(row, header, event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCell(row, header, row.raw[header] ?? "");
      }}
    />
  );
}
