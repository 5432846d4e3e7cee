import { useEffect, type ReactNode } from "react";

import { Mark } from "@/app/Mark";
import { speak, spokenNow } from "@/locale";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/login/Login.module.css";

type LoginFrameProps = { title: string; company?: string; version?: string; children: ReactNode };

/** The page in front of the console: whose it is, the form, the language. */
export function LoginFrame({ title, company, version, children }: LoginFrameProps) {
  const { t } = useTranslation(["login", "shell"]);
  useEffect(() => {
    document.title = `${title} · ${t("shell:product")}`;
  }, [title, t]);
  return (
    <main className={styles.page}>
      <div className={styles.box}>
        <header className={styles.brand}>
          <Mark size={36} />
          <div>
            <h1>{t("shell:product")}</h1>
            <p className={styles.company}>{company}</p>
          </div>
        </header>
        <section className={styles.form} aria-label={title}>
          {children}
        </section>
        <footer className={styles.foot}>
          <span>{version && t("version", { version })}</span>
          <button type="button" className={styles.link} onClick={() => void speak(spokenNow() === "zh" ? "en" : "zh")}>
            {t("shell:language")}
          </button>
        </footer>
      </div>
    </main>
  );
}

/** Why it did not work, and what to do. */
export function LoginProblem({ text, next }: { text: string; next?: string | null }) {
  return (
    <p className={styles.problem} role="alert">
      {text} {next}
    </p>
  );
}
