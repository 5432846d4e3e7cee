import { makeFormats, COMPANY_PLACE } from "@/locale/formats";

const MOMENT = /^\d{4}-\d\d-\d\dT.*Z$/;

const DECIMAL = /^-?\d+\.\d+$/;

type Choices = { choices: { id: string; name: string }[] };

/** A stored value as a person reads it: moments in the company's zone, words by their name, decimals without idle zeros. */
export function shownValue(value: unknown, column?: Choices): string {
  if (value === null || value === undefined) return "";
  const choice = column?.choices.find((one) => one.id === value);
  if (choice) return choice.name;
  if (typeof value === "string" && DECIMAL.test(value)) return value.replace(/\.?0+$/, "");
  if (typeof value === "boolean") return value ? "✓" : "✕";
  if (typeof value === "string" && MOMENT.test(value)) return makeFormats({ locale: "zh-CN", ...COMPANY_PLACE }).moment(value);
  return String(value);
}
