import { Tooltip } from "antd";

import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import type { Quality } from "@/rooms/data/queries";

/** The five figures of a batch, and what is remarkable about them. */
export function QualityFigures({ quality }: { quality: Quality }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const figures = [
    { name: t("figures.valid"), meaning: t("figures.validMeaning"), value: formats.share(quality.validity) },
    { name: t("figures.complete"), meaning: t("figures.completeMeaning"), value: formats.share(quality.complete) },
    { name: t("figures.unique"), meaning: t("figures.uniqueMeaning"), value: formats.share(quality.uniqueness) },
    { name: t("figures.fresh"), meaning: t("figures.freshMeaning"), value: quality.age_days === null ? t("dash") : t("figures.days", { n: quality.age_days }) },
    { name: t("figures.volume"), meaning: t("figures.volumeMeaning"), value: quality.volume === null ? t("dash") : t("figures.times", { n: formats.number(quality.volume) }) },
  ];
  return (
    <>
      <dl className={styles.figures}>
        {figures.map(({ name, meaning, value }) => (
          <div key={name}>
            <Tooltip title={meaning}>
              <dt>{name}</dt>
            </Tooltip>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {quality.findings.length > 0 && (
        <ul className={styles.findings}>
          {quality.findings.map((finding) => (
            <li key={finding.text} className={finding.severity === "warning" ? styles.warning : undefined}>
              <b>{finding.audit_name}</b> {finding.text}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
