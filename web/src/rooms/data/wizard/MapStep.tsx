import { Button } from "antd";
import { useEffect, useState } from "react";

import { Failed } from "@/kit/Failed";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import { type Entity, type FileOptions, type Upload, useEntity, useInspect } from "@/rooms/data/queries";
import { ColumnsPanel } from "@/rooms/data/wizard/ColumnsPanel";
import type { Findings } from "@/rooms/data/wizard/findings";
import { stillMissing, type Mapping } from "@/rooms/data/wizard/mapping";
import { PreviewPanel, usePreview } from "@/rooms/data/wizard/PreviewPanel";
import { SaveMapping } from "@/rooms/data/wizard/SaveMapping";
import { WhatPanel } from "@/rooms/data/wizard/WhatPanel";
import { RunProgress } from "@/run/RunProgress";
import type { RunWithResult } from "@/run/useRun";

/** How the file was asked to be looked at. */
export type Looked = FileOptions & { entity?: Entity; source: string };

type MapStepProps = { upload: Upload; given: Mapping | null; onOther: () => void; onReady: (mapping: Mapping) => void };

/** What the file is and how its columns become those of the standard, with the values as they will be stored. */
export function MapStep({ upload, given, onOther, onReady }: MapStepProps) {
  const [looked, setLooked] = useState<Looked>({ source: given?.source ?? "erp", entity: given?.entity as Entity | undefined });
  const [findings, setFindings] = useState<Findings | null>(null);
  const [mapping, setMapping] = useState<Mapping | null>(given);
  const inspection = useInspection(upload, looked, (found) => {
    setFindings(found);
    // What the person did by hand stays, unless the file was asked to be read as something else.
    setMapping((before) => (before && before.entity === found.entity && before === given ? before : found.suggestion.mapping));
  });
  return (
    <div className={styles.stack}>
      {inspection}
      {findings && <WhatPanel findings={findings} looked={looked} onLook={setLooked} onOther={onOther} />}
      {findings && mapping && (
        <Columns upload={upload} findings={findings} mapping={mapping} onMapping={setMapping} onReady={() => onReady(mapping)} />
      )}
    </div>
  );
}

/** Has the file looked at again whenever that is asked differently; shows the run meanwhile. */
function useInspection(upload: Upload, looked: Looked, onFound: (findings: Findings) => void) {
  const { t } = useTranslation("data");
  const [run, setRun] = useState<number | null>(null);
  const { mutate, error } = useInspect();
  const wanted = JSON.stringify(looked);
  useEffect(() => {
    mutate({ upload_id: upload.id, ...(JSON.parse(wanted) as Looked) }, { onSuccess: (told) => setRun(told.run.id) });
  }, [mutate, upload.id, wanted]);
  const ended = (ending: RunWithResult) => {
    if (ending.state !== "finished") return;
    setRun(null);
    onFound(ending.result as unknown as Findings);
  };
  if (error) return <Failed error={error} />;
  return run === null ? null : (
    <div aria-label={t("wizard.looking")}>
      <RunProgress id={run} onEnd={ended} />
    </div>
  );
}

type ColumnsProps = {
  upload: Upload;
  findings: Findings;
  mapping: Mapping;
  onMapping: (mapping: Mapping) => void;
  onReady: () => void;
};

function Columns({ upload, findings, mapping, onMapping, onReady }: ColumnsProps) {
  const { t } = useTranslation("data");
  const columns = useEntity(mapping.entity)?.columns ?? [];
  const preview = usePreview(upload.id, mapping, findings);
  const required = columns.filter((column) => column.required).map((column) => column.id);
  const missing = stillMissing(mapping, required);
  const nameOf = (id: string) => columns.find((column) => column.id === id)?.name ?? id;
  return (
    <>
      <ColumnsPanel columns={columns} findings={findings} mapping={mapping} preview={preview.data} onMapping={onMapping} />
      <PreviewPanel preview={preview} />
      <div className={styles.tools}>
        <SaveMapping mapping={mapping} />
        <span className={styles.grow} />
        {missing.length > 0 && (
          <span className={styles.warning} role="status">
            {t("wizard.missing", { fields: missing.map(nameOf).join("、") })}
          </span>
        )}
        <Button type="primary" disabled={missing.length > 0} onClick={onReady}>
          {t("wizard.toTry")}
        </Button>
      </div>
    </>
  );
}
