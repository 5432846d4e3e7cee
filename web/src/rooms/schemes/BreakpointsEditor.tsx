import { Button, InputNumber } from "antd";

import { useTranslation } from "@/locale/texts";
import type { Breakpoints, Dimension } from "@/rooms/schemes/definition";
import { withEntry } from "@/rooms/schemes/definition";
import styles from "@/rooms/schemes/Schemes.module.css";

type BreakpointsEditorProps = { dimension: Dimension; onChange: (dimension: Dimension) => void };

/** How values become points: at fixed breakpoints, at ranks among customers, or by the value of an attribute. */
export function BreakpointsEditor({ dimension, onChange }: BreakpointsEditorProps) {
  const steps = dimension.breakpoints;
  const set = (breakpoints: Breakpoints) => onChange({ ...dimension, breakpoints });
  if (steps.kind === "choices") return <Choices steps={steps} onChange={set} />;
  return <Steps steps={steps} onChange={set} />;
}

type Stepped = Exclude<Breakpoints, { kind: "choices" }>;
const marksOf = (steps: Stepped): string[] => (steps.kind === "fixed" ? steps.cuts : steps.levels);
const withMarks = (steps: Stepped, marks: string[], points: number[]): Stepped =>
  steps.kind === "fixed" ? { ...steps, cuts: marks, points } : { ...steps, levels: marks, points };

function Steps({ steps, onChange }: { steps: Stepped; onChange: (steps: Stepped) => void }) {
  const { t } = useTranslation("schemes");
  const marks = marksOf(steps);
  const ranked = steps.kind === "quantile";
  const setMark = (place: number, value: number | null) => onChange(withMarks(steps, withEntry(marks, place, String(ranked ? (value ?? 0) / 100 : (value ?? 0))), steps.points));
  const setPoints = (place: number, value: number | null) => onChange(withMarks(steps, marks, withEntry(steps.points, place, value ?? 0)));
  const remove = (place: number) => onChange(withMarks(steps, withEntry(marks, place, null), withEntry(steps.points, place + 1, null)));
  const add = () => {
    const last = Number(marks.at(-1) ?? 0);
    onChange(withMarks(steps, [...marks, String(ranked ? Math.min(0.99, last + 0.05) : last + 1)], [...steps.points, steps.points.at(-1) ?? 0]));
  };
  return (
    <table className={styles.steps}>
      <caption className="unseen">{t("steps.caption")}</caption>
      <thead>
        <tr>
          <th scope="col">{ranked ? t("steps.rank") : t("steps.value")}</th>
          <th scope="col">{t("steps.points")}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {steps.points.map((points, place) => (
          // Steps are told apart by their place alone.
          // oxlint-disable-next-line react/no-array-index-key
          <tr key={place}>
            <th scope="row">
              {place === 0 ? (
                t("steps.lowest")
              ) : (
                <InputNumber
                  size="small"
                  className={styles.mark}
                  aria-label={t("steps.from", { step: place })}
                  prefix="≥"
                  suffix={ranked ? "%" : undefined}
                  value={ranked ? Number((Number(marks[place - 1]) * 100).toFixed(4)) : Number(marks[place - 1])}
                  onChange={(value) => setMark(place - 1, value)}
                />
              )}
            </th>
            <td>
              <InputNumber size="small" className={styles.points} aria-label={t("steps.pointsOf", { step: place + 1 })} min={0} max={100} precision={0} value={points} onChange={(value) => setPoints(place, value)} />
            </td>
            <td>
              {place > 0 && marks.length > 1 && (
                <Button size="small" type="text" onClick={() => remove(place - 1)}>
                  {t("steps.remove")}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={3}>
            <Button size="small" type="dashed" onClick={add}>
              {t("steps.add")}
            </Button>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

type Chosen = Extract<Breakpoints, { kind: "choices" }>;

function Choices({ steps, onChange }: { steps: Chosen; onChange: (steps: Chosen) => void }) {
  const { t } = useTranslation("schemes");
  return (
    <ul className={styles.choices}>
      {Object.entries(steps.points).map(([choice, points]) => (
        <li key={choice}>
          <span>{choice}</span>
          <InputNumber size="small" className={styles.points} aria-label={choice} min={0} max={100} precision={0} value={points} onChange={(value) => onChange({ ...steps, points: { ...steps.points, [choice]: value ?? 0 } })} />
        </li>
      ))}
      <li>
        <span>{t("steps.otherwise")}</span>
        <InputNumber size="small" className={styles.points} aria-label={t("steps.otherwise")} min={0} max={100} precision={0} value={steps.otherwise} onChange={(value) => onChange({ ...steps, otherwise: value ?? 0 })} />
      </li>
    </ul>
  );
}
