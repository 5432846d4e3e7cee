
import type { Reason } from "@/api/shapes";
import styles from "@/kit/ReasonView.module.css";
import { useFormats, type Formats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { useFieldNames } from "@/session/fields";

/** Why a decision is as it is: the sentence first, then the values that were looked at, then rule and version. */
export function ReasonView({ reason, brief = false }: { reason: Reason; brief?: boolean }) {
  const { t } = useTranslation("kit");
  const formats = useFormats();
  const nameOf = useFieldNames();
  const inputs = Object.entries(reason.inputs ?? {});
  return (
    <div className={styles.reason}>
      <p>{reason.text}</p>
      {!brief && inputs.length > 0 && (
        <dl className={styles.inputs}>
          {inputs.map(([field, value]) => (
            <div key={field}>
              <dt>{nameOf(field)}</dt>
              <dd>{told(formats, value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {!brief && (
        <p className={styles.rule}>
          {t("reason.rule")} <code>{reason.rule}</code>
          {reason.version !== null && reason.version !== undefined && ` · ${t("reason.version", { version: reason.version })}`}
        </p>
      )}
    </div>
  );
}

function told(formats: Formats, value: unknown): string {
  if (typeof value === "number") return formats.number(value);
  if (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)) return formats.number(value);
  if (value === null || value === undefined) return "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
