import { useFormats, type Amount } from "@/locale/formats";

const MONEY = new Set(["spend", "margin", "avg_order_value", "overdue_amount"]);

/** How the values of a measure are written: in a cell, and in full beside it. */
export function useWritten(measure: string): { written: (value: Amount) => string; full: (value: Amount) => string } {
  const formats = useFormats();
  if (MONEY.has(measure)) return { written: formats.moneyShort, full: formats.money };
  const whole = (value: Amount) => formats.number(value, 0);
  return { written: whole, full: whole };
}
