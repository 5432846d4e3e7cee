import DownloadOutlined from "@ant-design/icons/DownloadOutlined";
import { useMutation } from "@tanstack/react-query";
import { Button, Modal, Radio } from "antd";
import { useState } from "react";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";
import type { CustomerFilter } from "@/filter/customerFilter";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/customers/ExportButton.module.css";
import { RunProgress } from "@/run/RunProgress";
import type { RunWithResult } from "@/run/useRun";
import { useMay } from "@/session/session";

type Format = components["schemas"]["ExportRequest"]["format"];
type ExportButtonProps = { what?: "customers" | "orders"; filter: CustomerFilter; columns: string[] };

const FORMATS: readonly NonNullable<Format>[] = ["xlsx", "csv", "parquet", "json"];

/** Writes the customers (or orders) into a file, as a run; only for who may export. */
export function ExportButton(props: ExportButtonProps) {
  const { t } = useTranslation("customers");
  const may = useMay();
  const [open, setOpen] = useState(false);
  if (!may("customers.export")) return null;
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => setOpen(true)}>
        {t("export.action")}
      </Button>
      {open && <ExportDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function ExportDialog({ what = "customers", filter, columns, onClose }: ExportButtonProps & { onClose: () => void }) {
  const { t } = useTranslation("customers");
  const tell = useTell();
  const [format, setFormat] = useState<NonNullable<Format>>("xlsx");
  const [done, setDone] = useState<RunWithResult | null>(null);
  const start = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/exports", { body: { what, filter: lists(filter), columns, format } })),
    onMutate: () => setDone(null),
    onError: tell.failed,
  });
  return (
    <Modal open title={t("export.title")} footer={null} onCancel={onClose}>
      <div className={styles.dialog}>
        <p className={styles.text}>{t("export.columns")}</p>
        <Radio.Group
          aria-label={t("export.format")}
          value={format}
          onChange={(event) => setFormat(event.target.value as NonNullable<Format>)}
          options={FORMATS.map((value) => ({ value, label: t(`export.${value}`) }))}
        />
        <div>
          <Button type="primary" loading={start.isPending} onClick={() => start.mutate()}>
            {start.data ? t("export.again") : t("export.start")}
          </Button>
        </div>
        {start.data && <RunProgress key={start.data.run.id} id={start.data.run.id} onEnd={setDone} />}
        {done && <Files run={done} />}
      </div>
    </Modal>
  );
}

function Files({ run }: { run: RunWithResult }) {
  const { t } = useTranslation("customers");
  return (
    <ul aria-live="polite">
      {run.files.map((name) => (
        <li key={name}>
          <a href={`/api/v1/runs/${run.id}/files/${encodeURIComponent(name)}`} download={name}>
            {t("export.download", { name })}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** A filter whose empty lists are there, as the server's body wants them. */
function lists(filter: CustomerFilter): components["schemas"]["CustomerFilter"] {
  return filter as components["schemas"]["CustomerFilter"];
}
