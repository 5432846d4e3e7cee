import { useEffect, type ReactNode } from "react";

import styles from "@/kit/PageHead.module.css";
import { useTranslation } from "@/locale/texts";

type PageHeadProps = { title: string; about?: ReactNode; actions?: ReactNode };

/** The head of a page: its name (also of the browser tab), one quiet line about it, what can be done. */
export function PageHead({ title, about, actions }: PageHeadProps) {
  const { t } = useTranslation("shell");
  useEffect(() => {
    document.title = `${title} · ${t("product")}`;
  }, [title, t]);
  return (
    <header className={styles.head}>
      <h1>{title}</h1>
      <div className={styles.about}>{about}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
