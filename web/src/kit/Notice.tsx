import type { ReactNode } from "react";

import styles from "@/kit/Notice.module.css";

export type NoticeProps = {
  title: string;
  text?: ReactNode;
  /** What to do now. */
  next?: ReactNode;
  action?: ReactNode;
  tone?: "plain" | "bad";
  /** Fills the page instead of a corner of it. */
  page?: boolean;
};

/** A state told in words where content would be: what is, why, what to do. The other states are built on it. */
export function Notice({ title, text, next, action, tone = "plain", page = false }: NoticeProps) {
  const Title = page ? "h1" : "p";
  const classes = [styles.notice, page && styles.page, tone === "bad" && styles.bad].filter(Boolean).join(" ");
  return (
    <div className={classes} role={tone === "bad" ? "alert" : undefined}>
      <Title className={styles.title}>{title}</Title>
      {text && <div className={styles.text}>{text}</div>}
      {next && <div className={styles.next}>{next}</div>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
