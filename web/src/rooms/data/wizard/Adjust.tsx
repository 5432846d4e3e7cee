import { Button, Checkbox, Input, Popover, Select } from "antd";
import { useState } from "react";

import { useTranslation } from "@/locale/texts";
import type { DictionaryColumn } from "@/rooms/data/queries";
import { adjusted, howOf, type Adjustments, type Expression } from "@/rooms/data/wizard/mapping";
import styles from "@/rooms/data/wizard/Wizard.module.css";

const NUMBERS = new Set(["int", "quantity", "money", "unit_price", "rate"]);
const DAYS = new Set(["date", "timestamp"]);

type AdjustProps = { column: DictionaryColumn; expression: Expression; onChange: (expression: Expression) => void };

/** What is done to the values of a file column on their way in: format, default, sign, scale; or all of it in full. */
export function Adjust({ column, expression, onChange }: AdjustProps) {
  const { t } = useTranslation("data");
  const how = howOf(expression);
  if (how.kind === "fixed") return <Fixed column={column} value={how.value} onChange={(value) => onChange({ const: value })} />;
  const content = (
    <div className={styles.adjust}>
      {how.kind === "column" && <Common column={column} expression={expression} onChange={onChange} />}
      <InFull expression={expression} onChange={onChange} />
    </div>
  );
  const changed = how.kind === "made" || (how.kind === "column" && how.adjusted);
  return (
    <Popover trigger="click" placement="bottomRight" arrow={false} destroyOnHidden content={content}>
      <Button size="small" type={changed ? "primary" : "text"} ghost={changed} aria-label={`${t("wizard.adjust")}: ${column.name}`}>
        {changed ? t("wizard.adjusted") : t("wizard.adjust")}
      </Button>
    </Popover>
  );
}

function Fixed({ column, value, onChange }: { column: DictionaryColumn; value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation("data");
  const label = `${t("wizard.fixedValue")}: ${column.name}`;
  if (column.choices.length) {
    return <Select aria-label={label} value={value} onChange={onChange} options={column.choices.map((one) => ({ value: one.id, label: one.name }))} />;
  }
  return <Input aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} />;
}

function Common({ column, expression, onChange }: AdjustProps) {
  const { t } = useTranslation("data");
  const now = (typeof expression === "string" ? {} : expression) as Adjustments;
  const change = (one: Adjustments) => onChange(adjusted(expression, one));
  return (
    <>
      {DAYS.has(column.type) && (
        <label>
          {t("wizard.formats")}
          <Input
            defaultValue={now.formats?.join(", ")}
            placeholder={t("wizard.formatsHint")}
            onBlur={(event) => change({ formats: event.target.value.split(/[,，]/).map((one) => one.trim()).filter(Boolean) })}
          />
        </label>
      )}
      <label>
        {t("wizard.default")}
        <Input defaultValue={now.default} onBlur={(event) => change({ default: event.target.value.trim() })} />
      </label>
      {NUMBERS.has(column.type) && (
        <>
          <label>
            {t("wizard.scale")}
            <Input defaultValue={now.scale} placeholder="0.01" onBlur={(event) => change({ scale: event.target.value.trim() })} />
          </label>
          <Checkbox checked={now.negate ?? false} onChange={(event) => change({ negate: event.target.checked })}>
            {t("wizard.negate")}
          </Checkbox>
        </>
      )}
    </>
  );
}

function InFull({ expression, onChange }: Omit<AdjustProps, "column">) {
  const { t } = useTranslation("data");
  const [text, setText] = useState(JSON.stringify(expression, null, 1));
  const [bad, setBad] = useState(false);
  const apply = () => {
    try {
      onChange(JSON.parse(text) as Expression);
      setBad(false);
    } catch {
      setBad(true);
    }
  };
  return (
    <details>
      <summary>{t("wizard.expression")}</summary>
      <Input.TextArea
        aria-label={t("wizard.expression")}
        autoSize={{ minRows: 3, maxRows: 10 }}
        status={bad ? "error" : undefined}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {bad && <p role="alert">{t("wizard.expressionBad")}</p>}
      <Button size="small" onClick={apply}>
        {t("wizard.apply")}
      </Button>
    </details>
  );
}
