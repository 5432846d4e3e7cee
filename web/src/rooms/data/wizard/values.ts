import { makeFormats, COMPANY_PLACE } from "@/locale/formats";

const MOMENT = /^\d{4}-\d\d-\d\dT.*Z$/;

/** A stored value as a person reads it: moments in the company's zone, signs for yes and no. */
export function shownValue(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "✓" : "✕";
  if (typeof value === "string" && MOMENT.test(value)) return makeFormats({ locale: "zh-CN", ...COMPANY_PLACE }).moment(value);
  return String(value);
}
