import { useId, type ReactNode } from "react";

import styles from "@/kit/Panel.module.css";

type PanelProps = {
  title: ReactNode;
  /** One quiet line beside the title. */
  about?: ReactNode;
  actions?: ReactNode;
  /** Without room inside: for tables and lists that reach the border. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
};

/** A titled part of a page, and a landmark for who navigates by ear. */
export function Panel({ title, about, actions, flush = false, className = "", children }: PanelProps) {
  const head = useId();
  return (
    <section className={`${styles.panel} ${className}`} aria-labelledby={head}>
      <header className={styles.head}>
        <h2 id={head}>{title}</h2>
        {about && <div className={styles.about}>{about}</div>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
