import { Checkbox } from "antd";

import { useTranslation } from "@/locale/texts";
import { Cell } from "@/rooms/data/quarantine/Cell";
import type { QuarantinedRow } from "@/rooms/data/queries";
import { cellOf, type Edits } from "@/rooms/data/quarantine/edits";
import type { EditorProps } from "@/rooms/data/quarantine/Editor";
import own from "@/rooms/data/quarantine/Quarantine.module.css";

/** The rows side by side with their columns, as the file has them; Enter goes down a column. */
export function Sheet({ rows, headers, edits, selected, onCell, onSelect }: EditorProps) {
  const { t } = useTranslation("data");
  return (
    <div className={own.frame}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of its cells, which have the focus */}
      <table className={own.sheet} onKeyDown={down} aria-label={t("quarantine.label")}>
        <thead>
          <tr>
            <td className={own.tick} />
            <th scope="col" className={own.rowHead}>{t("quarantine.row")}</th>
            <th scope="col" className={own.why}>{t("quarantine.reason")}</th>
            {headers.map((header) => (
              <th key={header} scope="col" style={{ minWidth: `${widthOf(header, rows, edits)}ch` }}>{header}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-selected={selected.has(row.id) || undefined}>
              <td className={own.tick}>
                <Checkbox checked={selected.has(row.id)} onChange={() => onSelect(row.id)} aria-label={t("quarantine.select", { row: row.row_no })} />
              </td>
              <th scope="row" className={own.rowHead}>{row.row_no}</th>
              <td className={own.why}>{row.header ? row.reason : `${row.reason} ${t("quarantine.wholeRow")}`}</td>
              {headers.map((header) => (
                <td key={header}>
                  <Cell row={row} header={header} edits={edits} onCell={onCell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NARROWEST = 8;
const WIDEST = 32;

/** A column's width in characters: as wide as its widest text, within reason. Chinese characters count twice. */
function widthOf(header: string, rows: QuarantinedRow[], edits: Edits): number {
  const texts = [header, ...rows.map((row) => cellOf(row, header, edits))];
  const widest = Math.max(...texts.map((text) => text.replace(/[\u2e80-\uffff]/g, "××").length));
  return Math.min(Math.max(widest + 3, NARROWEST), WIDEST);
}

function down(event: React.KeyboardEvent<HTMLTableElement>): void {
  if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
  const cell = event.target.closest("td");
  const row = cell?.closest("tr");
  if (!cell || !row) return;
  const next = event.shiftKey ? row.previousElementSibling : row.nextElementSibling;
  next?.children[cell.cellIndex]?.querySelector("input")?.focus();
}
