
import { useHeat } from "@/kit/heat";
import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { type Rhythm, useRhythm, type Whom } from "@/rooms/customer/queries";
import { calendar, daysAfter, daysBetween, type Square } from "@/rooms/customer/rhythm";
import styles from "@/rooms/customer/RhythmPanel.module.css";

const DAYS_SHOWN = 364;
const DEPTHS = [0, 1, 2, 3, 4];

/** On which days of the last year the customer bought, how regularly, and when it is expected next. */
export function RhythmPanel({ whom }: { whom: Whom }) {
  const { t } = useTranslation("customer");
  const rhythm = useRhythm(whom);
  return (
    <Panel title={t("rhythm.title")} about={rhythm.data && <Summary rhythm={rhythm.data} />}>
      <Loaded query={rhythm} lines={5}>
        {(data) => (data.days.length === 0 ? <p>{t("rhythm.none")}</p> : <Year rhythm={data} />)}
      </Loaded>
    </Panel>
  );
}

function Summary({ rhythm }: { rhythm: Rhythm }) {
  const { t } = useTranslation("customer");
  const formats = useFormats();
  const late = rhythm.expected_on ? daysBetween(rhythm.expected_on, rhythm.as_of) : 0;
  const told = [
    rhythm.cycle_days !== null && t("rhythm.cycle", { days: formats.number(rhythm.cycle_days, 1) }),
    rhythm.last_order_on && t("rhythm.last", { day: formats.day(rhythm.last_order_on) }),
    rhythm.expected_on && t("rhythm.expected", { day: formats.day(rhythm.expected_on) }),
    late > 0 && t("rhythm.overdue", { count: late }),
  ];
  return told.filter(Boolean).join(" · ");
}

function Year({ rhythm }: { rhythm: Rhythm }) {
  const { t } = useTranslation("customer");
  const until = rhythm.expected_on && rhythm.expected_on > rhythm.as_of ? rhythm.expected_on : rhythm.as_of;
  const { weeks, months } = calendar(rhythm.days, daysAfter(rhythm.as_of, -DAYS_SHOWN), until);
  const weekdays = t("rhythm.weekdays").split(",");
  return (
    <div className={styles.frame}>
      <div
        className={styles.year}
        role="img"
        aria-label={t("rhythm.label")}
        style={{ gridTemplateColumns: `26px repeat(${weeks.length}, minmax(9px, 1fr))` }}
      >
        {months.map((month) => (
          <span key={month.day} className={styles.month} style={{ gridColumn: month.week + 2 }}>
            {Number(month.day.slice(5, 7))}
          </span>
        ))}
        {weekdays.map((name, at) => (
          <span key={name} className={styles.weekday} style={{ gridRow: at + 2 }}>
            {at % 2 === 0 ? name : ""}
          </span>
        ))}
        {weeks.map((week, at) =>
          week.map(
            (square, day) =>
              square && (
                <Cell
                  key={square.day}
                  square={square}
                  at={{ gridColumn: at + 2, gridRow: day + 2 }}
                  expected={square.day === rhythm.expected_on}
                  ahead={square.day > rhythm.as_of}
                />
              ),
          ),
        )}
      </div>
      <Legend expecting={rhythm.expected_on !== null} />
    </div>
  );
}

type CellProps = { square: Square; at: { gridColumn: number; gridRow: number }; expected: boolean; ahead: boolean };

function Cell({ square, at, expected, ahead }: CellProps) {
  const { t } = useTranslation("customer");
  const formats = useFormats();
  const heat = useHeat();
  const title = square.orders
    ? t("rhythm.day", { day: square.day, orders: square.orders, amount: formats.money(square.amount) })
    : square.day;
  const ground = ahead ? undefined : heat(square.depth === 0 ? 0 : square.depth + 1);
  return (
    <span
      className={`${styles.square} ${expected ? styles.expected : ""} ${ahead ? styles.ahead : ""}`}
      style={{ ...ground, ...at }}
      title={expected ? `${square.day} · ${t("rhythm.expectedMark")}` : title}
    />
  );
}

function Legend({ expecting }: { expecting: boolean }) {
  const { t } = useTranslation("customer");
  const heat = useHeat();
  return (
    <p className={styles.legend} aria-hidden>
      {t("rhythm.less")}
      {DEPTHS.map((depth) => (
        <span key={depth} className={styles.square} style={heat(depth === 0 ? 0 : depth + 1)} />
      ))}
      {t("rhythm.more")}
      {expecting && (
        <>
          <span className={`${styles.square} ${styles.expected} ${styles.apart}`} /> {t("rhythm.expectedMark")}
        </>
      )}
    </p>
  );
}
