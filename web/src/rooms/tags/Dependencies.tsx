import type { ReactNode } from "react";
import { Link } from "react-router";

import { useTranslation } from "@/locale/texts";
import type { TagDetail } from "@/rooms/tags/queries";
import styles from "@/rooms/tags/Tags.module.css";

/** What a tag reads, and what reads it, from left to right. */
export function Dependencies({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation("tags");
  return (
    <div className={styles.flow}>
      <Column title={t("reads")} none={t("readsNothing")}>
        {tag.fields.map((field) => (
          <li key={field.id} className={styles.node} title={field.id}>{field.name}</li>
        ))}
        {tag.depends_on.map((other) => (
          <li key={other.id} className={`${styles.node} ${styles.tagNode}`}>
            <Link to={`/tags/${other.id}`}>{other.name}</Link>
          </li>
        ))}
      </Column>
      <span className={styles.arrow} aria-hidden>→</span>
      <div className={styles.column}>
        <h3>{t("thisTag")}</h3>
        <ul>
          <li className={`${styles.node} ${styles.here}`}>{tag.name}</li>
        </ul>
      </div>
      <span className={styles.arrow} aria-hidden>→</span>
      <Column title={t("usedBy")} none={t("usedByNothing")}>
        {tag.used_by.map((user) => (
          <li key={`${user.kind} ${user.id}`} className={`${styles.node} ${user.kind === "tag" ? styles.tagNode : ""}`}>
            <Link to={user.kind === "tag" ? `/tags/${user.id}` : `/segments/${user.id}`}>{user.name}</Link>
            <span className={styles.kind}>{t(`kind.${user.kind}`)}</span>
          </li>
        ))}
      </Column>
    </div>
  );
}

function Column({ title, none, children }: { title: string; none: string; children: ReactNode[][] | ReactNode[] }) {
  const empty = children.flat().length === 0;
  return (
    <div className={styles.column}>
      <h3>{title}</h3>
      {empty ? <p className={styles.quiet}>{none}</p> : <ul>{children}</ul>}
    </div>
  );
}
