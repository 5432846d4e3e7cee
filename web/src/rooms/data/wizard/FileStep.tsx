import { Progress } from "antd";
import { useState, type DragEvent } from "react";

import { Failed } from "@/kit/Failed";
import { useTranslation } from "@/locale/texts";
import { sendFile, type Upload } from "@/rooms/data/queries";
import styles from "@/rooms/data/wizard/Wizard.module.css";

const KINDS = ".csv,.tsv,.txt,.xlsx,.parquet";

/** A place to drop a file; it is on its way at once. */
export function FileStep({ onSent }: { onSent: (upload: Upload) => void }) {
  const { t } = useTranslation("data");
  const [sending, setSending] = useState<{ name: string; share: number } | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [over, setOver] = useState(false);

  const send = async (file: File | undefined) => {
    if (!file || sending) return;
    setError(null);
    setSending({ name: file.name, share: 0 });
    try {
      onSent(await sendFile(file, (share) => setSending({ name: file.name, share })));
    } catch (problem) {
      setError(problem as Error);
      setSending(null);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void send(event.dataTransfer.files[0]);
  };
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is beside the field inside, which has keys */}
      <label
        className={`${styles.drop} ${over ? styles.over : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input className="unseen" type="file" accept={KINDS} disabled={sending !== null} onChange={(event) => void send(event.target.files?.[0])} />
        <svg width={28} height={28} viewBox="0 0 28 28" aria-hidden>
          <path d="M14 19V5m0 0l-5 5m5-5l5 5M5 18v5h18v-5" fill="none" stroke="var(--accent)" strokeWidth={2} />
        </svg>
        {sending ? (
          <>
            <b>{t("wizard.sending", { file: sending.name })}</b>
            <Progress percent={Math.round(sending.share * 100)} style={{ maxWidth: 320 }} aria-label={t("wizard.sending", { file: sending.name })} />
          </>
        ) : (
          <>
            <b>{t("wizard.drop")}</b>
            <span>{t("wizard.kinds")}</span>
          </>
        )}
      </label>
      {error && <Failed error={error} />}
    </>
  );
}
