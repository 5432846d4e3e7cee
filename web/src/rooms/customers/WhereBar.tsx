import { Button } from "antd";
import { useId, useState } from "react";

import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { PredicateInput } from "@/predicate/PredicateInput";
import { useChecked, useSize } from "@/predicate/useChecked";
import styles from "@/rooms/customers/WhereBar.module.css";

type WhereBarProps = { text: string; onApply: (text: string | undefined) => void };

/** The condition of the list in words: completed and checked while it is typed, applied on request. */
export function WhereBar({ text, onApply }: WhereBarProps) {
  const { t } = useTranslation("customers");
  const told = useId();
  const [draft, setDraft] = useState(text);
  const [tried, setTried] = useState(false);
  const { checked, current } = useChecked(draft);
  const wrong = current && checked?.valid === false;
  const apply = () => {
    setTried(true);
    if (!draft.trim()) onApply(undefined);
    else if (current && checked?.valid) onApply(draft.trim());
  };
  return (
    <form
      className={styles.bar}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <div className={styles.line}>
        <PredicateInput
          value={draft}
          onChange={(typed) => {
            setDraft(typed);
            setTried(false);
          }}
          onApply={apply}
          label={t("where.label")}
          placeholder={t("where.hint")}
          invalid={wrong}
          errorAt={tried ? checked?.error?.position : null}
          describedBy={told}
        />
        <Button htmlType="submit" disabled={draft.trim() === text}>
          {t("where.apply")}
        </Button>
        {text && (
          <Button
            type="text"
            onClick={() => {
              setDraft("");
              onApply(undefined);
            }}
          >
            {t("where.clear")}
          </Button>
        )}
      </div>
      <div id={told} className={styles.told} aria-live="polite">
        {wrong && <Wrong text={draft} error={checked.error} />}
        {current && checked?.valid && draft.trim() !== text && <Preview text={draft} sentence={checked.sentence ?? ""} />}
      </div>
    </form>
  );
}

type Problem = { message: string; next_step?: string | null; position?: number | null } | null | undefined;

/** What is wrong, with the text up to there and the place marked. */
function Wrong({ text, error }: { text: string; error: Problem }) {
  if (!error) return null;
  const at = error.position;
  return (
    <p className={styles.wrong}>
      {at !== null && at !== undefined && (
        <code className={styles.excerpt}>
          {text.slice(Math.max(0, at - 12), at)}
          <mark>{text.slice(at, at + 6) || "␣"}</mark>
        </code>
      )}
      {error.message} {error.next_step}
    </p>
  );
}

/** What the condition says, and how many customers it would leave. */
function Preview({ text, sentence }: { text: string; sentence: string }) {
  const { t } = useTranslation("customers");
  const formats = useFormats();
  const { data: size } = useSize(text, true);
  return (
    <p className={styles.preview}>
      {sentence}
      {size && <b> {t("where.size", { n: formats.number(size.matched) })}</b>}
    </p>
  );
}
