import { Button, InputNumber, Select, Slider } from "antd";
import { useMemo, useState } from "react";

import { spokenNow } from "@/locale";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { BreakpointsEditor } from "@/rooms/schemes/BreakpointsEditor";
import {
  balanced,
  dimensionsOf,
  weightUnits,
  WHOLE,
  withDimensions,
  withEntry,
  withThreshold,
  type Dimension,
  type RfmxLadder,
  type ScoreLadder,
  type Threshold,
  type Tier,
} from "@/rooms/schemes/definition";
import { Problems } from "@/rooms/schemes/Problems";
import type { SchemeProblem } from "@/rooms/schemes/queries";
import styles from "@/rooms/schemes/Schemes.module.css";
import { useFieldNames, useFields } from "@/session/fields";

type Scored = ScoreLadder | RfmxLadder;
type ScoreEditorProps = { ladder: Scored; tiers: Tier[]; onChange: (ladder: Scored) => void; problems: SchemeProblem[] };

/** A weighted score: what it looks at, how much each part weighs, how values become points, from which score a tier begins. */
export function ScoreEditor({ ladder, tiers, onChange, problems }: ScoreEditorProps) {
  const { t } = useTranslation("schemes");
  const dimensions = dimensionsOf(ladder);
  const set = (next: Dimension[]) => onChange(withDimensions(ladder, next));
  return (
    <div className={styles.score}>
      <Weights dimensions={dimensions} onChange={set} />
      <ul className={styles.dimensions}>
        {dimensions.map((dimension, place) => (
          <li key={dimension.id} className={styles.dimension}>
            <DimensionRow dimension={dimension} onChange={(next) => set(withEntry(dimensions, place, next))} />
            <Problems problems={problems} path={pathOf(ladder, place)} />
          </li>
        ))}
      </ul>
      <h3>{t("score.thresholds")}</h3>
      <Thresholds thresholds={ladder.thresholds} tiers={tiers} otherwise={ladder.otherwise} onChange={(thresholds) => onChange({ ...ladder, thresholds })} />
    </div>
  );
}

function pathOf(ladder: Scored, place: number): string {
  if (ladder.kind === "score") return `ladder.dimensions[${place}]`;
  return place < ladder.rfm.length ? `ladder.rfm[${place}]` : `ladder.x[${place - ladder.rfm.length}]`;
}

/** The weights as one bar, and whether they make a whole. */
function Weights({ dimensions, onChange }: { dimensions: Dimension[]; onChange: (dimensions: Dimension[]) => void }) {
  const { t } = useTranslation("schemes");
  const formats = useFormats();
  const sum = weightUnits(dimensions);
  const spoken = spokenNow();
  return (
    <div className={styles.weights}>
      <div className={styles.weightBar} aria-hidden>
        {dimensions.map((one) => (
          <span key={one.id} style={{ flexGrow: Number(one.weight) }} title={one.name[spoken]}>
            {Number(one.weight) >= 0.1 ? one.name[spoken] : ""}
          </span>
        ))}
      </div>
      <p className={sum === WHOLE ? styles.quiet : styles.wrong} aria-live="polite">
        {t("score.sum", { sum: formats.share(sum / WHOLE, 2) })}
        {sum !== WHOLE && (
          <Button size="small" onClick={() => onChange(balanced(dimensions))}>
            {t("score.balance")}
          </Button>
        )}
      </p>
    </div>
  );
}

function DimensionRow({ dimension, onChange }: { dimension: Dimension; onChange: (dimension: Dimension | null) => void }) {
  const { t } = useTranslation("schemes");
  const nameOf = useFieldNames();
  const [open, setOpen] = useState(false);
  const name = dimension.name[spokenNow()];
  const percent = Number(dimension.weight) * 100;
  const weigh = (value: number | null) => onChange({ ...dimension, weight: String(Number(((value ?? 0) / 100).toFixed(4))) });
  return (
    <>
      <div className={styles.dimensionHead}>
        <span className={styles.dimensionName}>
          <strong>{name}</strong>
          <span className={styles.quiet}>{nameOf(dimension.feature)}</span>
        </span>
        <Slider className={styles.weightSlider} ariaLabelForHandle={t("score.weightOf", { name })} min={0} max={100} step={1} value={percent} onChange={weigh} />
        <InputNumber size="small" className={styles.points} aria-label={t("score.weightOf", { name })} min={0} max={100} precision={2} suffix="%" value={percent} onChange={weigh} />
        <Button size="small" type="text" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t("score.less") : t("score.more")}
        </Button>
      </div>
      {open && <DimensionDetail dimension={dimension} onChange={onChange} />}
    </>
  );
}

function DimensionDetail({ dimension, onChange }: { dimension: Dimension; onChange: (dimension: Dimension | null) => void }) {
  const { t } = useTranslation("schemes");
  const { data: fields } = useFields();
  const options = useMemo(
    () =>
      (fields ?? [])
        .filter((field) => field.kind === "feature" && ["int", "decimal", "float"].includes(field.dtype))
        .map((field) => ({ value: field.id, label: field.name, search: `${field.name} ${field.id}` })),
    [fields],
  );
  return (
    <div className={styles.detail}>
      <label>
        {t("score.feature")}
        <Select
          size="small"
          className={styles.feature}
          showSearch={{ optionFilterProp: "search" }}
          value={dimension.feature}
          disabled={dimension.breakpoints.kind === "choices"}
          options={options}
          onChange={(feature: string) => onChange({ ...dimension, feature })}
        />
      </label>
      <label>
        {t("score.missing")}
        <InputNumber size="small" className={styles.points} min={0} max={100} precision={0} value={dimension.missing_points} onChange={(value) => onChange({ ...dimension, missing_points: value ?? 0 })} />
      </label>
      <BreakpointsEditor dimension={dimension} onChange={onChange} />
      <Button size="small" danger type="text" onClick={() => onChange(null)}>
        {t("score.remove")}
      </Button>
    </div>
  );
}

type ThresholdsProps = { thresholds: Threshold[]; tiers: Tier[]; otherwise: string; onChange: (thresholds: Threshold[]) => void };

/** From which score each tier begins: dragged or typed; better tiers give way upwards, lesser ones downwards. */
export function Thresholds({ thresholds, tiers, otherwise, onChange }: ThresholdsProps) {
  const { t } = useTranslation("schemes");
  const spoken = spokenNow();
  const nameOf = (id: string) => tiers.find((tier) => tier.id === id)?.name[spoken] ?? id;
  return (
    <ul className={styles.thresholds}>
      {thresholds.map((threshold, place) => {
        const set = (points: number | null) => onChange(withThreshold(thresholds, place, points ?? 0));
        const label = t("score.from", { tier: nameOf(threshold.tier) });
        return (
          <li key={threshold.tier}>
            <span className={styles.thresholdName}>{nameOf(threshold.tier)}</span>
            <Slider className={styles.thresholdSlider} ariaLabelForHandle={label} min={0} max={100} step={1} value={Number(threshold.at_least)} onChange={set} />
            <InputNumber size="small" className={styles.points} aria-label={label} min={0} max={100} value={Number(threshold.at_least)} onChange={set} />
          </li>
        );
      })}
      <li>
        <span className={styles.thresholdName}>{nameOf(otherwise)}</span>
        <span className={styles.quiet}>{t("score.below")}</span>
      </li>
    </ul>
  );
}
