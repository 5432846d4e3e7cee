import { AutoComplete, Button, InputNumber, Segmented, Select } from "antd";
import { useState } from "react";

import { Panel } from "@/kit/Panel";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { type Entity, useMappings } from "@/rooms/data/queries";
import type { Findings } from "@/rooms/data/wizard/findings";
import type { Looked } from "@/rooms/data/wizard/MapStep";
import styles from "@/rooms/data/wizard/Wizard.module.css";

const ENCODINGS = ["utf-8", "gb18030", "big5", "utf-16", "windows-1252"];
const LIKELY = 0.3;

type WhatPanelProps = { findings: Findings; looked: Looked; onLook: (looked: Looked) => void; onOther: () => void };

/** What the file was found to be; what is wrong about it can be said here, and it is looked at again. */
export function WhatPanel({ findings, looked, onLook, onOther }: WhatPanelProps) {
  const { t } = useTranslation("data");
  const { file, sheets, notes } = findings;
  return (
    <Panel title={t("wizard.what")} actions={<Button size="small" onClick={onOther}>{t("wizard.other")}</Button>}>
      <EntityChoice findings={findings} onChange={(entity) => onLook({ ...looked, entity })} />
      <div className={styles.options}>
        <SourceField value={looked.source} onChange={(source) => onLook({ ...looked, entity: findings.entity, source })} />
        {sheets.length > 1 && (
          <label className={styles.option}>
            <span>{t("wizard.sheet")}</span>
            <Select
              value={file.sheet}
              options={sheets.map((sheet) => ({ value: sheet, label: sheet }))}
              onChange={(sheet) => onLook({ source: looked.source, sheet: sheet ?? undefined })}
            />
          </label>
        )}
        <label className={styles.option}>
          <span>{t("wizard.headerRow")}</span>
          <InputNumber
            min={1}
            max={1000}
            value={file.header_row}
            onChange={(row) => row && onLook({ ...looked, header_row: row })}
          />
        </label>
        {file.encoding && (
          <label className={styles.option}>
            <span>{t("wizard.encoding")}</span>
            <Select
              value={file.encoding}
              options={[...new Set([file.encoding, ...ENCODINGS])].map((one) => ({ value: one, label: one.toUpperCase() }))}
              onChange={(encoding) => onLook({ ...looked, encoding })}
            />
          </label>
        )}
      </div>
      {notes.length > 0 && <p className={styles.quiet}>{notes.join(" ")}</p>}
    </Panel>
  );
}

function EntityChoice({ findings, onChange }: { findings: Findings; onChange: (entity: Entity) => void }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  return (
    <Segmented<Entity>
      aria-label={t("wizard.what")}
      value={findings.entity}
      onChange={onChange}
      options={findings.entities.map(({ entity, name, confidence }) => ({
        value: entity,
        label: (
          <span>
            {name} {confidence >= LIKELY && <span className={styles.quiet}>{t("wizard.likely", { share: formats.share(confidence, 0) })}</span>}
          </span>
        ),
      }))}
    />
  );
}

function SourceField({ value, onChange }: { value: string; onChange: (source: string) => void }) {
  const { t } = useTranslation("data");
  const [text, setText] = useState(value);
  const { data: mappings } = useMappings();
  const known = [...new Set(["erp", ...(mappings ?? []).map((kept) => kept.source)])];
  const keep = (source: string) => {
    const named = source.trim();
    if (named && named !== value) onChange(named);
  };
  return (
    <label className={styles.option}>
      <span title={t("wizard.sourceHint")}>{t("wizard.source")}</span>
      <AutoComplete
        value={text}
        options={known.map((source) => ({ value: source }))}
        onChange={setText}
        onSelect={keep}
        onBlur={() => keep(text)}
        style={{ width: 150 }}
      />
    </label>
  );
}
