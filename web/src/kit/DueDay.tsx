
import styles from "@/kit/DueDay.module.css";
import { daysFrom, today } from "@/kit/today";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";

export type Due = { tone: "late" | "near" | "far"; key: "overdue" | "today" | "tomorrow" | "in"; days: number };

/** How near a day is on which something must be done. */
export function dueOf(day: string, now: string): Due {
  const days = daysFrom(day, now);
  if (days < 0) return { tone: "late", key: "overdue", days: -days };
  if (days <= 1) return { tone: "near", key: days === 0 ? "today" : "tomorrow", days };
  return { tone: "far", key: "in", days };
}

/** The day by which something must be done, said as people say it, with the day itself in a tooltip. */
export function DueDay({ day }: { day: string | null | undefined }) {
  const { t } = useTranslation("kit");
  const formats = useFormats();
  if (!day) return <span>–</span>;
  const { tone, key, days } = dueOf(day, today());
  return (
    <time dateTime={day} title={formats.day(day)} className={styles[tone]}>
      {t(`due.${key}`, { count: days })}
    </time>
  );
}
