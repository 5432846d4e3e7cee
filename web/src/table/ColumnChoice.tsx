import { Button, Checkbox, Input, Popover } from "antd";
import { useState } from "react";

import { useTranslation } from "@/locale/texts";
import type { Column } from "@/table/column";
import styles from "@/table/RowTable.module.css";

const SEARCHABLE_FROM = 12;

type ColumnChoiceProps<Row> = {
  columns: Column<Row>[];
  shown: string[];
  onChange: (shown: string[] | null) => void;
};

/** Which columns a table shows; `null` means the usual ones. */
export function ColumnChoice<Row>({ columns, shown, onChange }: ColumnChoiceProps<Row>) {
  const { t } = useTranslation("kit");
  const [text, setText] = useState("");
  const choosable = columns.filter((column) => !column.always);
  const found = choosable.filter((column) => column.title.toLowerCase().includes(text.trim().toLowerCase()));
  const toggle = (id: string, ticked: boolean) => onChange(ticked ? [...shown, id] : shown.filter((other) => other !== id));
  const list = (
    <div className={styles.columns}>
      {choosable.length >= SEARCHABLE_FROM && (
        <Input allowClear value={text} onChange={(event) => setText(event.target.value)} aria-label={t("filter.search")} placeholder={t("filter.search")} />
      )}
      <div className={styles.columnList}>
        {found.map((column) => (
          <Checkbox key={column.id} checked={shown.includes(column.id)} onChange={(event) => toggle(column.id, event.target.checked)}>
            {column.title}
          </Checkbox>
        ))}
      </div>
      <Button size="small" onClick={() => onChange(null)}>
        {t("table.columnsReset")}
      </Button>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" arrow={false} destroyOnHidden content={list}>
      <Button>{t("table.columns")}</Button>
    </Popover>
  );
}
