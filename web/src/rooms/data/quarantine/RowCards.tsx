import { Checkbox } from "antd";

import { useTranslation } from "@/locale/texts";
import { Cell } from "@/rooms/data/quarantine/Cell";
import type { EditorProps } from "@/rooms/data/quarantine/Editor";
import own from "@/rooms/data/quarantine/Quarantine.module.css";

/** The rows on a phone: each a card with its reason and the failing cell; the other cells open on demand. */
export function RowCards({ rows, headers, edits, selected, onCell, onSelect }: EditorProps) {
  const { t } = useTranslation("data");
  return (
    <ul className={own.cards} aria-label={t("quarantine.label")}>
      {rows.map((row) => {
        const others = headers.filter((header) => header !== row.header && header in row.raw);
        const field = (header: string) => (
          <label key={header} className={own.field}>
            <span>{header}</span>
            <Cell row={row} header={header} edits={edits} onCell={onCell} />
          </label>
        );
        return (
          <li key={row.id} className={own.card} data-selected={selected.has(row.id) || undefined}>
            <Checkbox checked={selected.has(row.id)} onChange={() => onSelect(row.id)}>
              {t("quarantine.rowOf", { row: row.row_no })}
            </Checkbox>
            <p className={own.whyText}>{row.reason}</p>
            {row.header && field(row.header)}
            <details>
              <summary>{others.slice(0, 3).map((header) => row.raw[header]).filter(Boolean).join(" · ") || "…"}</summary>
              {others.map(field)}
            </details>
          </li>
        );
      })}
    </ul>
  );
}
