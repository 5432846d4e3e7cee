import { useState } from "react";

import type { Column } from "@/table/column";

const remembered = (table: string): string[] | null => {
  const kept = localStorage.getItem(`frostier.columns.${table}`);
  return kept ? (JSON.parse(kept) as string[]) : null;
};

/** The columns that a viewer chose for a table, remembered in this browser. Those that are no more are left out. */
export function useShownColumns<Row>(table: string, columns: Column<Row>[]) {
  const [chosen, setChosen] = useState(() => remembered(table));
  const usual = columns.filter((column) => !column.extra).map((column) => column.id);
  const shown = chosen ?? usual;

  const choose = (ids: string[] | null) => {
    const key = `frostier.columns.${table}`;
    if (ids) localStorage.setItem(key, JSON.stringify(ids));
    else localStorage.removeItem(key);
    setChosen(ids);
  };
  return { shown, choose };
}
