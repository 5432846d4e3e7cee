
import type { components } from "@/api/schema";
import { useFormats, type Amount, type Formats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";

export type Field = components["schemas"]["FieldAnswer"];

type Words = { yes: string; no: string };

const NOTHING = "–";
const MONEY = new Set(["元", "CNY"]);
const SHARE = new Set(["占比（0 至 1）", "share (0 to 1)"]);

/** Whether a field holds amounts of money. */
export const isMoney = (field: Field): boolean => field.unit !== null && MONEY.has(field.unit);

/** Whether a field holds a share from 0 to 1. */
export const isShare = (field: Field): boolean => field.unit !== null && SHARE.has(field.unit);

/** Whether a field holds a change against an earlier period, as a ratio. */
const isChange = (field: Field): boolean => /_(trend|yoy)_\d+d$/.test(field.id);

/** Whether a field's values are compared by size, and so stand at the right of their column. */
export const isNumber = (field: Field | undefined): boolean =>
  field !== undefined && ["int", "float", "decimal"].includes(field.dtype);

/** A value of a field as a reader sees it: money short, shares in per cent, a choice by its name, “–” for none. */
export function shownValue(formats: Formats, words: Words, field: Field | undefined, value: unknown): string {
  if (value === null || value === undefined || value === "") return NOTHING;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (!field || !isNumber(field)) return field?.choices.find((choice) => choice.id === value)?.name ?? String(value);
  return shownNumber(formats, field, value as Amount);
}

function shownNumber(formats: Formats, field: Field, value: Amount): string {
  if (isMoney(field)) return formats.moneyShort(value);
  if (isChange(field)) return formats.change(value);
  if (isShare(field)) return formats.share(value);
  const written = formats.number(value, field.dtype === "int" ? 0 : 1);
  return field.unit ? `${written} ${field.unit}` : written;
}

/** The writer of values in the language of the screen. */
export function useShownValue(): (field: Field | undefined, value: unknown) => string {
  const formats = useFormats();
  const { t } = useTranslation("customers");
  const words = { yes: t("value.yes"), no: t("value.no") };
  return (field, value) => shownValue(formats, words, field, value);
}
