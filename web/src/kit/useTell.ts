import { App } from "antd";

import { Problem } from "@/api/problem";
import { useTranslation } from "@/locale/texts";

/** Short words after an action: `done` for what worked, `failed` for why it did not and what to do. */
export function useTell() {
  const { t } = useTranslation("kit");
  const { message, notification } = App.useApp();
  const failed = (error: Error) => {
    const unreachable = error instanceof Problem && error.status === 0;
    notification.error({
      title: unreachable ? t("failed.unreachable") : error.message || t("failed.unknown"),
      description: error instanceof Problem ? error.nextStep : undefined,
      role: "alert",
    });
  };
  return { done: (text: string) => void message.success(text), failed };
}
