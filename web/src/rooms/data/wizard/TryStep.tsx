import { Button } from "antd";
import { useEffect, useState } from "react";

import { Failed } from "@/kit/Failed";
import { Panel } from "@/kit/Panel";
import { type SmallColumn, SmallTable } from "@/kit/SmallTable";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import { type Upload, useEntity, useTry } from "@/rooms/data/queries";
import { RowAccount, Unknowns } from "@/rooms/data/RowAccount";
import type { Refused, Tried } from "@/rooms/data/wizard/findings";
import type { Mapping } from "@/rooms/data/wizard/mapping";
import { shownValue } from "@/rooms/data/wizard/values";
import { RunProgress } from "@/run/RunProgress";

type TryStepProps = { upload: Upload; mapping: Mapping; onBack: () => void; onLoad: (tried: Tried) => void };

/** What importing the whole file would do, before anything is written. */
export function TryStep({ upload, mapping, onBack, onLoad }: TryStepProps) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const [run, setRun] = useState<number | null>(null);
  const [tried, setTried] = useState<Tried | null>(null);
  const { mutate, error } = useTry();
  useEffect(() => {
    mutate({ upload_id: upload.id, mapping }, { onSuccess: (told) => setRun(told.run.id) });
  }, [mutate, upload.id, mapping]);
  const loadable = tried?.report.rows.loaded ?? 0;
  return (
    <div className={styles.stack}>
      {error && <Failed error={error} />}
      {run !== null && !tried && (
        <RunProgress id={run} onEnd={(ending) => ending.result && setTried(ending.result as unknown as Tried)} />
      )}
      {tried && <Outcome tried={tried} entity={mapping.entity} />}
      <div className={styles.tools}>
        <Button onClick={onBack}>{t("wizard.back")}</Button>
        <span className={styles.grow} />
        {tried && (
          <Button type="primary" disabled={loadable === 0} onClick={() => onLoad(tried)}>
            {loadable === 0 ? t("wizard.nothingToLoad") : t("wizard.toLoad", { rows: formats.number(loadable, 0) })}
          </Button>
        )}
      </div>
    </div>
  );
}

function Outcome({ tried, entity }: { tried: Tried; entity: string }) {
  const { t } = useTranslation("data");
  return (
    <>
      <Panel title={t("wizard.tryTitle")} about={t("wizard.tryAbout")}>
        <RowAccount report={tried.report} />
        <Unknowns report={tried.report} entity={entity} />
      </Panel>
      {tried.rejects.length > 0 && <Rejects rejects={tried.rejects} entity={entity} />}
      {tried.preview.length > 0 && <Stored tried={tried} entity={entity} />}
    </>
  );
}

function Rejects({ rejects, entity }: { rejects: Refused[]; entity: string }) {
  const { t } = useTranslation("data");
  const columns = useRejectColumns(entity);
  return (
    <Panel flush title={t("wizard.rejects")}>
      <SmallTable
        caption={t("wizard.rejects")}
        rows={rejects}
        keyOf={(row) => `${row.row_no}:${row.field}`}
        columns={columns}
      />
    </Panel>
  );
}

const glimpse = (raw: Record<string, string | null>) => Object.values(raw).filter(Boolean).slice(0, 5).join(" · ");

type Numbered = { place: number; row: Record<string, unknown> };

function Stored({ tried, entity }: { tried: Tried; entity: string }) {
  const { t } = useTranslation("data");
  const standard = useEntity(entity)?.columns ?? [];
  const shown = standard.filter((column) => tried.preview.some((row) => row[column.id] != null));
  const rows: Numbered[] = tried.preview.map((row, place) => ({ place, row }));
  const columns: SmallColumn<Numbered>[] = shown.map((column) => ({
    id: column.id,
    title: column.name,
    cell: ({ row }) => shownValue(row[column.id], column),
  }));
  return (
    <Panel flush title={t("wizard.result")}>
      <SmallTable caption={t("wizard.result")} rows={rows} keyOf={({ place }) => String(place)} columns={columns} />
    </Panel>
  );
}

function useRejectColumns(entity: string): SmallColumn<Refused>[] {
  const { t } = useTranslation("data");
  const standard = useEntity(entity)?.columns ?? [];
  const nameOf = (field: string) => standard.find((column) => column.id === field)?.name ?? field;
  return [
    { id: "row", title: t("quarantine.row"), cell: (row) => row.row_no },
    { id: "field", title: t("batch.field"), cell: (row) => nameOf(row.field) },
    { id: "reason", title: t("quarantine.reason"), cell: (row) => <span className={styles.wrapping}>{row.reason}</span> },
    { id: "raw", title: t("batches.file"), spare: true, cell: (row) => <span className={styles.quiet}>{glimpse(row.raw)}</span> },
  ];
}
