import { Button } from "antd";

import styles from "@/live/Live.module.css";
import { useTranslation } from "@/locale/texts";

/** Says that something newer is there, where rows would jump if it were shown at once. Takes no place while it is not. */
export function Waiting({ waiting, show }: { waiting: boolean; show: () => void }) {
  const { t } = useTranslation("live");
  return (
    <div className={styles.waiting} role="status">
      {waiting && (
        <Button size="small" type="primary" ghost onClick={show}>
          {t("newer")}
        </Button>
      )}
    </div>
  );
}
