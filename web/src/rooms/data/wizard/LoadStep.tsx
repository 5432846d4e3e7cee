import { Button } from "antd";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";

import { Failed } from "@/kit/Failed";
import { Panel } from "@/kit/Panel";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import { type Upload, useDataChanged, useGrade, useImport } from "@/rooms/data/queries";
import { RowAccount, Unknowns } from "@/rooms/data/RowAccount";
import type { Brought } from "@/rooms/data/wizard/findings";
import type { Mapping } from "@/rooms/data/wizard/mapping";
import { RunProgress } from "@/run/RunProgress";
import type { RunWithResult } from "@/run/useRun";
import { useMay } from "@/session/session";

type LoadStepProps = { upload: Upload; mapping: Mapping; replaces?: number; onBack: () => void; onMore: () => void };

/** The import itself, and what to do when it is done. */
export function LoadStep({ upload, mapping, replaces, onBack, onMore }: LoadStepProps) {
  const { t } = useTranslation("data");
  const changed = useDataChanged();
  const [run, setRun] = useState<number | null>(null);
  const [brought, setBrought] = useState<Brought | null>(null);
  const [failed, setFailed] = useState(false);
  const { mutate, error } = useImport();
  useEffect(() => {
    mutate({ upload_id: upload.id, mapping, replaces }, { onSuccess: (told) => setRun(told.run.id) });
  }, [mutate, upload.id, mapping, replaces]);
  const ended = (ending: RunWithResult) => {
    if (ending.result) setBrought(ending.result as unknown as Brought);
    else setFailed(true);
    changed();
  };
  return (
    <div className={styles.stack}>
      {error && <Failed error={error} />}
      {run !== null && !brought && <RunProgress id={run} onEnd={ended} />}
      {(failed || error) && (
        <div className={styles.tools}>
          <Button onClick={onBack}>{t("wizard.back")}</Button>
        </div>
      )}
      {brought && <Done brought={brought} onMore={onMore} />}
    </div>
  );
}

function Done({ brought, onMore }: { brought: Brought; onMore: () => void }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const { rows } = brought.report;
  const told = {
    no: brought.batch_no,
    loaded: formats.number(rows.loaded, 0),
    rejected: formats.number(rows.rejected, 0),
  };
  return (
    <>
      <Panel title={t("wizard.done")} about={brought.new ? t("wizard.doneText", told) : t("wizard.doneSame", told)}>
        <RowAccount report={brought.report} />
        <Unknowns report={brought.report} entity={brought.entity} />
      </Panel>
      <Next brought={brought} onMore={onMore} />
    </>
  );
}

function Next({ brought, onMore }: { brought: Brought; onMore: () => void }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const navigate = useNavigate();
  const may = useMay();
  const tell = useTell();
  const grade = useGrade();
  const [grading, setGrading] = useState<number | null>(null);
  const [graded, setGraded] = useState(false);
  const rejected = brought.report.rows.rejected;
  return (
    <Panel title={t("wizard.next")}>
      <div className={styles.tools}>
        {rejected > 0 && (
          <Button type="primary" onClick={() => void navigate(`/data/quarantine?batch=${brought.batch_no}`)}>
            {t("wizard.fix", { rows: formats.number(rejected, 0) })}
          </Button>
        )}
        {may("runs.start") && grading === null && (
          <Button
            type={rejected > 0 ? "default" : "primary"}
            loading={grade.isPending}
            onClick={() => grade.mutate(undefined, { onSuccess: (told) => setGrading(told.run.id), onError: tell.failed })}
          >
            {t("wizard.grade")}
          </Button>
        )}
        {graded && <Button onClick={() => void navigate("/")}>{t("wizard.overview")}</Button>}
        <Button onClick={() => void navigate(`/data/batches/${brought.batch_no}`)}>{t("wizard.see")}</Button>
        <Button onClick={onMore}>{t("wizard.more")}</Button>
      </div>
      {grading !== null && <RunProgress id={grading} onEnd={(ending) => setGraded(ending.state === "finished")} />}
    </Panel>
  );
}
