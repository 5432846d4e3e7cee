
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/RowAccount.module.css";
import { useEntity } from "@/rooms/data/queries";
import type { Report } from "@/rooms/data/wizard/findings";

const PARTS = ["loaded", "rejected", "skipped"] as const;

/** Where every row of a file went, as one bar and its figures: nothing is lost without being told. */
export function RowAccount({ report, flags = [] }: { report: Report; flags?: { id: string; name: string; rows: number }[] }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const { rows } = report;
  const told = {
    read: formats.number(rows.read, 0),
    loaded: formats.number(rows.loaded, 0),
    rejected: formats.number(rows.rejected, 0),
    skipped: formats.number(rows.skipped, 0),
  };
  const skipped = {
    rule: formats.number(rows.skipped_by_rule ?? 0, 0),
    blank: formats.number(rows.blank ?? 0, 0),
    superseded: formats.number(rows.superseded ?? 0, 0),
  };
  const parts = PARTS.filter((part) => rows[part] > 0);
  return (
    <div className={styles.account}>
      <div className={styles.bar} role="img" aria-label={t("account.label", told)}>
        {parts.map((part) => (
          <span key={part} className={styles[part]} style={{ flexGrow: rows[part] }} />
        ))}
      </div>
      <dl className={styles.figures}>
        <div>
          <dt>{t("account.read")}</dt>
          <dd>{told.read}</dd>
        </div>
        {PARTS.map((part) => (
          <div key={part}>
            <dt>
              <span className={`${styles.key} ${styles[part]}`} aria-hidden />
              {t(`account.${part}`)}
            </dt>
            <dd>{told[part]}</dd>
          </div>
        ))}
      </dl>
      {rows.skipped > 0 && (
        <p className={styles.note}>
          {t("account.skippedWhy", skipped)}
        </p>
      )}
      {flags.length > 0 && (
        <p className={styles.note}>
          {t("batch.flagged")}: {flags.map((flag) => `${flag.name} ${formats.number(flag.rows, 0)}`).join(" · ")}
        </p>
      )}
    </div>
  );
}

/** What the company's data does not know yet about the rows that came in. */
export function Unknowns({ report, entity }: { report: Report; entity: string }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const columns = useEntity(entity)?.columns ?? [];
  const codes = (unknown: NonNullable<Report["unknown_skus"]>) => ({
    rows: formats.number(unknown.rows, 0),
    codes: formats.number(unknown.codes, 0),
    examples: unknown.examples.slice(0, 3).join(", "),
  });
  const { unknown_customers: customers, unknown_skus: skus, unknown_words: words = {} } = report;
  const lines = [
    ...(report.notes ?? []),
    ...(customers?.codes ? [t("account.unknownCustomers", codes(customers))] : []),
    ...(skus?.codes ? [t("account.unknownSkus", codes(skus))] : []),
    ...Object.entries(words).map(([field, found]) =>
      t("account.unknownWords", {
        field: columns.find((column) => column.id === field)?.name ?? field,
        words: found.map((one) => `${one.word} (${formats.number(one.rows, 0)})`).join(", "),
      }),
    ),
  ];
  if (lines.length === 0) return null;
  return (
    <ul className={styles.unknowns}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
