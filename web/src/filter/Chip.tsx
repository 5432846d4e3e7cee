import CloseOutlined from "@ant-design/icons/CloseOutlined";
import DownOutlined from "@ant-design/icons/DownOutlined";
import type { ReactNode } from "react";

import styles from "@/filter/FilterBar.module.css";
import { Opener } from "@/kit/Opener";
import { useTranslation } from "@/locale/texts";

type ChipProps = {
  name: string;
  /** What is chosen, in words; nothing when the condition is not set. */
  chosen?: string;
  onClear: () => void;
  /** Told when it opens and closes. */
  onOpen?: (open: boolean) => void;
  children: (close: () => void) => ReactNode;
};

/** One condition of a filter: its name and what is chosen; opens to choose, the cross removes it. */
export function Chip({ name, chosen, onClear, onOpen, children }: ChipProps) {
  const { t } = useTranslation("kit");
  return (
    <span className={`${styles.chip} ${chosen ? styles.active : ""}`}>
      <Opener className={styles.open} arrow={false} content={children} onOpen={onOpen}>
        {name}
        {chosen ? <span className={styles.chosen}>{chosen}</span> : <DownOutlined style={{ fontSize: 9 }} aria-hidden />}
      </Opener>
      {chosen && (
        <button type="button" className={styles.remove} onClick={onClear} aria-label={t("filter.remove", { name })}>
          <CloseOutlined style={{ fontSize: 10 }} aria-hidden />
        </button>
      )}
    </span>
  );
}
