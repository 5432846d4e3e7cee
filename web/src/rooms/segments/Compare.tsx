import { Select } from "antd";
import { Link, useSearchParams } from "react-router";

import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { SmallTable } from "@/kit/SmallTable";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { useComparison, type Comparison, type Segment } from "@/rooms/segments/queries";
import styles from "@/rooms/segments/Segments.module.css";

/** Two segments beside each other: how far they overlap, and how their customers differ. */
export function Compare({ segments }: { segments: Segment[] }) {
  const { t } = useTranslation("segments");
  const [parameters, setParameters] = useSearchParams();
  const chosen = (name: string, place: number) => Number(parameters.get(name) ?? segments[place]?.id);
  const [a, b] = [chosen("a", 0), chosen("b", 1)];
  const comparison = useComparison(a, b);
  const options = segments.filter((one) => !one.problem).map(({ id, name }) => ({ value: id, label: name }));
  const choose = (name: "a" | "b") => (id: number) => setParameters({ compare: "1", a: String(a), b: String(b), [name]: String(id) }, { replace: true });
  return (
    <Panel
      title={t("comparison")}
      className={styles.compare}
      actions={
        <>
          <Select aria-label={t("first")} className={styles.choice} value={a} options={options} onChange={choose("a")} />
          <span aria-hidden>⇄</span>
          <Select aria-label={t("second")} className={styles.choice} value={b} options={options} onChange={choose("b")} />
        </>
      }
    >
      {a === b ? (
        <p className={styles.quiet}>{t("compareSame")}</p>
      ) : (
        <Loaded query={comparison} lines={6}>
          {(told) => (
            <div className={styles.compared}>
              <Overlap told={told} />
              <Measures told={told} />
            </div>
          )}
        </Loaded>
      )}
    </Panel>
  );
}

/** Only one, both, only the other: as one bar to scale. */
function Overlap({ told }: { told: Comparison }) {
  const { t } = useTranslation("segments");
  const formats = useFormats();
  const parts = [
    { id: "a", name: t("onlyIn", { name: told.a.name }), value: told.only_a, to: `/customers?segment=${told.a.id}` },
    { id: "both", name: t("inBoth"), value: told.both, to: `/customers?segment=${told.a.id}&segment=${told.b.id}` },
    { id: "b", name: t("onlyIn", { name: told.b.name }), value: told.only_b, to: `/customers?segment=${told.b.id}` },
  ];
  const total = Math.max(1, told.only_a + told.both + told.only_b);
  return (
    <div>
      <div className={styles.bar} aria-hidden>
        {parts.map((part) => (
          <span key={part.id} className={styles[part.id]} style={{ inlineSize: `${(100 * part.value) / total}%` }} />
        ))}
      </div>
      <ul className={styles.legend}>
        {parts.map((part) => (
          <li key={part.id}>
            <span className={`${styles.dot} ${styles[part.id]}`} aria-hidden />
            {part.id === "both" ? <Link to={part.to}>{part.name}</Link> : part.name}
            <strong>{formats.number(part.value, 0)}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}

type Measure = Comparison["measures"][number];

const nameOfMeasure = ({ name, unit }: Measure) => (
  <span>
    {name} {unit && <span className={styles.quiet}>{unit}</span>}
  </span>
);

function Measures({ told }: { told: Comparison }) {
  const { t } = useTranslation("segments");
  const formats = useFormats();
  const write = (value: number | null) => formats.number(value, value !== null && Math.abs(value) < 10 ? 2 : 0);
  return (
    <SmallTable<Measure>
      caption={t("averages")}
      rows={told.measures}
      keyOf={(measure) => measure.field}
      columns={[
        { id: "name", title: t("perCustomer"), cell: nameOfMeasure },
        { id: "a", title: told.a.name, number: true, cell: (measure) => write(measure.a) },
        { id: "b", title: told.b.name, number: true, cell: (measure) => write(measure.b) },
        { id: "ratio", title: t("ratio"), number: true, spare: true, cell: (measure) => (measure.a !== null && measure.b ? `${formats.number(measure.a / measure.b, 2)}×` : "–") },
      ]}
    />
  );
}
