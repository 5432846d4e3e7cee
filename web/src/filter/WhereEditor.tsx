import { useMutation } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";

import { answer, api } from "@/api/client";
import styles from "@/filter/FilterBar.module.css";
import { useTranslation } from "@/locale/texts";

type WhereEditorProps = { text: string; onApply: (text: string) => void };

/** A condition in words. It is checked before it becomes the filter; what is wrong is told beside it. */
export default function WhereEditor({ text, onApply }: WhereEditorProps) {
  const { t } = useTranslation("kit");
  const [draft, setDraft] = useState(text);
  const check = useMutation({
    mutationFn: (condition: string) => answer(api.POST("/api/v1/predicates/check", { body: { text: condition, tags: true } })),
    onSuccess: (checked, condition) => checked.valid && onApply(condition),
  });
  const apply = () => (draft.trim() ? check.mutate(draft.trim()) : onApply(""));
  const problem = check.data?.error?.message ?? check.error?.message;
  return (
    <form
      className={styles.where}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Input.TextArea
        autoFocus
        autoSize={{ minRows: 2, maxRows: 8 }}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onPressEnter={(event) => !event.shiftKey && (event.preventDefault(), apply())}
        aria-label={t("filter.where")}
        aria-invalid={Boolean(problem)}
        placeholder={t("filter.whereHint")}
        status={problem ? "error" : undefined}
      />
      {problem && <p role="alert" style={{ color: "var(--bad)" }}>{problem} {check.data?.error?.next_step}</p>}
      <Button type="primary" htmlType="submit" loading={check.isPending}>
        {t("filter.apply")}
      </Button>
    </form>
  );
}
