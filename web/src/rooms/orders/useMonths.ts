import type { Named } from "@/api/shapes";
import { useFormats } from "@/locale/formats";
import { useMeta } from "@/session/meta";

const MONTHS_BACK = 24;

/** The month of a day and those before it, `YYYY-MM`, newest first. */
export function monthsUpTo(day: string, count = MONTHS_BACK): string[] {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return Array.from({ length: count }, (_, back) => {
    const at = year * 12 + month - 1 - back;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
  });
}

/** The months that can be chosen, with their names. */
export function useMonths(): Named[] {
  const { data: meta } = useMeta();
  const formats = useFormats();
  return meta?.as_of ? monthsUpTo(meta.as_of).map((month) => ({ id: month, name: formats.month(month) })) : [];
}
