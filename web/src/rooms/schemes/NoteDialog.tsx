import { Input, Modal } from "antd";
import { useState } from "react";

import { useTranslation } from "@/locale/texts";

type NoteDialogProps = {
  title: string;
  text?: string;
  yes: string;
  busy: boolean;
  danger?: boolean;
  onYes: (note: string) => void;
  onNo: () => void;
};

/** Asks before a deed that others will notice, and for the reason that goes into the record. */
export function NoteDialog({ title, text, yes, busy, danger, onYes, onNo }: NoteDialogProps) {
  const { t } = useTranslation("schemes");
  const [note, setNote] = useState("");
  return (
    <Modal open title={title} okText={yes} cancelText={t("cancel")} okButtonProps={{ danger, loading: busy, disabled: busy }} onOk={() => onYes(note)} onCancel={onNo}>
      {text && <p>{text}</p>}
      <Input.TextArea aria-label={t("note")} placeholder={t("note")} maxLength={1000} autoSize={{ minRows: 2 }} value={note} onChange={(event) => setNote(event.target.value)} />
    </Modal>
  );
}
