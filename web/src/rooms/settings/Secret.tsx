import { App, Button, Modal } from "antd";

import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/settings/Settings.module.css";

type SecretProps = { title: string; text: string; secret: string | null; onClose: () => void };

/** Something that is shown this one time, to be copied. */
export function Secret({ title, text, secret, onClose }: SecretProps) {
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const copy = async () => {
    // Without a secure context browsers do not let a page copy; the text can be selected with one click.
    await navigator.clipboard?.writeText(secret ?? "");
    if (navigator.clipboard) void message.success(t("copied"));
  };
  return (
    <Modal
      open={secret !== null}
      title={title}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={[
        <Button key="copy" onClick={() => void copy()}>
          {t("copy")}
        </Button>,
        <Button key="done" type="primary" onClick={onClose}>
          {t("secretKept")}
        </Button>,
      ]}
    >
      <p style={{ marginBottom: 8 }}>{text}</p>
      <code className={styles.secret}>{secret}</code>
    </Modal>
  );
}
