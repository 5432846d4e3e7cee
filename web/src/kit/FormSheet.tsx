import { Button, Drawer, Modal } from "antd";
import type { ReactNode } from "react";

import { useTranslation } from "@/locale/texts";
import { usePhone } from "@/theme/usePhone";

type FormSheetProps = {
  title: ReactNode;
  okText: string;
  danger?: boolean;
  busy?: boolean;
  /** Sends the form inside. */
  onOk: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** A form over the page: in the middle of a desktop, at the thumb on a phone. */
export function FormSheet({ title, okText, danger, busy, onOk, onClose, children }: FormSheetProps) {
  const { t } = useTranslation("kit");
  if (!usePhone()) {
    return (
      <Modal open title={title} okText={okText} cancelText={t("confirm.no")} okButtonProps={{ danger }} confirmLoading={busy} onOk={onOk} onCancel={onClose}>
        {children}
      </Modal>
    );
  }
  return (
    <Drawer open placement="bottom" size="auto" title={title} onClose={onClose}>
      {children}
      <Button block type="primary" danger={danger} loading={busy} onClick={onOk}>
        {okText}
      </Button>
    </Drawer>
  );
}
