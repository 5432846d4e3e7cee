import type { ReactNode } from "react";

import { Notice } from "@/kit/Notice";
import { useTranslation } from "@/locale/texts";

/** Nothing to show, and what would make something appear. */
export function Empty({ title, text, action }: { title?: string; text?: ReactNode; action?: ReactNode }) {
  const { t } = useTranslation("kit");
  return <Notice title={title ?? t("empty")} text={text} action={action} />;
}
