import DownloadOutlined from "@ant-design/icons/DownloadOutlined";
import { Button, Segmented } from "antd";
import { useSearchParams } from "react-router";

import { FilterBar } from "@/filter/FilterBar";
import { useCustomerFilter } from "@/filter/useCustomerFilter";
import { Empty } from "@/kit/Empty";
import { Loaded } from "@/kit/Loaded";
import { PageHead } from "@/kit/PageHead";
import { useTranslation } from "@/locale/texts";
import { Asking } from "@/rooms/drilldown/Asking";
import styles from "@/rooms/drilldown/Drilldown.module.css";
import { asCsv, type Question, questionIn, withQuestion } from "@/rooms/drilldown/pivot";
import { PivotChart } from "@/rooms/drilldown/PivotChart";
import { PivotTable } from "@/rooms/drilldown/PivotTable";
import { type Catalogue, type Drilldown as Answer, useCatalogue, useDrilldown } from "@/rooms/drilldown/queries";
import { useMay } from "@/session/session";

type Shown = "table" | "chart";

/** Any measure by any two dimensions, and from every cell to its customers and orders. */
export default function Drilldown() {
  const { t } = useTranslation("drilldown");
  const [parameters, setParameters] = useSearchParams();
  const question = questionIn(parameters);
  const shown: Shown = parameters.get("view") === "chart" ? "chart" : "table";
  const catalogue = useCatalogue();
  // Not shown before the catalogue has come, but asked for at the same time.
  useDrilldown(question, useCustomerFilter().filter);
  const ask = (next: Question) => setParameters((before) => withQuestion(before, next));
  const show = (view: Shown) =>
    setParameters((before) => {
      const next = new URLSearchParams(before);
      if (view === "chart") next.set("view", view);
      else next.delete("view");
      return next;
    });
  return (
    <>
      <PageHead title={t("title")} about={t("about")} />
      <FilterBar />
      <Loaded query={catalogue} lines={3}>
        {(known) => (
          <>
            <Asking catalogue={known} question={question} onAsk={ask}>
              <Segmented<Shown>
                value={shown}
                onChange={show}
                options={[
                  { value: "table", label: t("table") },
                  { value: "chart", label: t("chart") },
                ]}
              />
            </Asking>
            <Answered catalogue={known} question={question} shown={shown} />
          </>
        )}
      </Loaded>
    </>
  );
}

type AnsweredProps = { catalogue: Catalogue; question: Question; shown: Shown };

function Answered({ catalogue, question, shown }: AnsweredProps) {
  const { t } = useTranslation("drilldown");
  const { filter } = useCustomerFilter();
  const answer = useDrilldown(question, filter);
  const measure = catalogue.measures.find((one) => one.id === question.measure);
  const nameOf = (dimension: string | null) => catalogue.dimensions.find((one) => one.id === dimension)?.name ?? "";
  const names = { measure: measure?.name ?? "", rows: nameOf(question.rows), columns: nameOf(question.columns) };
  const caption = question.columns ? t("caption", names) : t("captionOne", names);
  return (
    <Loaded query={answer} lines={10}>
      {(pivot) =>
        pivot.rows.length === 0 ? (
          <Empty title={t("none")} text={t("noneText")} />
        ) : (
          <section className={styles.answer} aria-label={caption} aria-busy={answer.isPlaceholderData}>
            <header className={styles.head}>
              <h2>{caption}</h2>
              <AsOf pivot={pivot} />
              <Save pivot={pivot} name={caption} />
            </header>
            {shown === "table" ? (
              <PivotTable pivot={pivot} rowsName={names.rows} caption={caption} />
            ) : (
              <PivotChart pivot={pivot} rowsName={names.rows} caption={caption} />
            )}
          </section>
        )
      }
    </Loaded>
  );
}

function AsOf({ pivot }: { pivot: Answer }) {
  const { t } = useTranslation("drilldown");
  const told = [
    pivot.unit && t("unit", { unit: pivot.unit }),
    pivot.since && pivot.until && t("months", { since: pivot.since, until: pivot.until }),
    pivot.as_of && t("asOf", { day: pivot.as_of }),
  ];
  return <span className={styles.asOf}>{told.filter(Boolean).join(" · ")}</span>;
}

// Excel takes text without this mark for the machine's old encoding, and Chinese comes out as question marks.
const BYTE_ORDER_MARK = "\uFEFF";

/** Saves the table as it stands; for who may export. */
function Save({ pivot, name }: { pivot: Answer; name: string }) {
  const { t } = useTranslation("drilldown");
  const may = useMay();
  if (!may("customers.export")) return null;
  const save = () => {
    const text = BYTE_ORDER_MARK + asCsv(pivot, { total: t("total") });
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    const link = Object.assign(document.createElement("a"), { href: address, download: `${name} ${pivot.as_of ?? ""}.csv` });
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <Button icon={<DownloadOutlined />} onClick={save}>
      {t("export")}
    </Button>
  );
}
