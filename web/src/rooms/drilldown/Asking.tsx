import SwapOutlined from "@ant-design/icons/SwapOutlined";
import { Button, Select } from "antd";
import type { ReactNode } from "react";

import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/drilldown/Drilldown.module.css";
import { by, type Question, turned } from "@/rooms/drilldown/pivot";
import type { Catalogue } from "@/rooms/drilldown/queries";
import { useMonths } from "@/rooms/orders/useMonths";

type AskingProps = {
  catalogue: Catalogue;
  question: Question;
  onAsk: (question: Question) => void;
  children?: ReactNode;
};

const NO_COLUMNS = "";

/** What is asked: the measure, what stands in rows and columns, over which months. */
export function Asking({ catalogue, question, onAsk, children }: AskingProps) {
  const { t } = useTranslation("drilldown");
  const dimensions = catalogue.dimensions.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className={styles.asking}>
      <Choice label={t("measure")}>
        <Select
          aria-label={t("measure")}
          className={styles.measure}
          value={question.measure}
          onChange={(measure: string) => onAsk({ ...question, measure })}
          options={catalogue.measures.map(({ id, name, meaning }) => ({ value: id, label: name, title: meaning }))}
        />
      </Choice>
      <Choice label={t("rows")}>
        <Select
          aria-label={t("rows")}
          className={styles.dimension}
          value={question.rows}
          onChange={(rows: string) => onAsk(by(question, "rows", rows))}
          options={dimensions}
        />
      </Choice>
      <Button
        aria-label={t("swap")}
        title={t("swap")}
        icon={<SwapOutlined />}
        disabled={question.columns === null}
        onClick={() => onAsk(turned(question))}
      />
      <Choice label={t("columns")}>
        <Select
          aria-label={t("columns")}
          className={styles.dimension}
          value={question.columns ?? NO_COLUMNS}
          onChange={(columns: string) => onAsk(by(question, "columns", columns || null))}
          options={[{ value: NO_COLUMNS, label: t("noColumns") }, ...dimensions]}
        />
      </Choice>
      <Months question={question} onAsk={onAsk} />
      <span className={styles.grow} />
      {children}
    </div>
  );
}

function Months({ question, onAsk }: Pick<AskingProps, "question" | "onAsk">) {
  const { t } = useTranslation("drilldown");
  const months = useMonths();
  const options = (fits: (month: string) => boolean) =>
    months.filter(({ id }) => fits(id)).map(({ id, name }) => ({ value: `${id}-01`, label: name }));
  return (
    <Choice label={t("period")}>
      <Select
        allowClear
        aria-label={t("periodFrom")}
        placeholder={t("periodFrom")}
        className={styles.month}
        value={question.since}
        onChange={(since?: string) => onAsk({ ...question, since: since ?? null })}
        options={options((month) => !question.until || `${month}-01` <= question.until)}
      />
      <span aria-hidden>–</span>
      <Select
        allowClear
        aria-label={t("periodTo")}
        placeholder={t("periodTo")}
        className={styles.month}
        value={question.until}
        onChange={(until?: string) => onAsk({ ...question, until: until ?? null })}
        options={options((month) => !question.since || `${month}-01` >= question.since)}
      />
    </Choice>
  );
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <span className={styles.choice}>
      <span className={styles.label} aria-hidden>
        {label}
      </span>
      {children}
    </span>
  );
}
