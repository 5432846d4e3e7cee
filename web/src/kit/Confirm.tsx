import { App } from "antd";

import { useTranslation } from "@/locale/texts";

type Question = {
  title: string;
  /** What will happen, and what will not. */
  text?: string;
  yes?: string;
  danger?: boolean;
};

/** Asks before something that others will notice: `if (await confirm({ title })) …`. */
export function useConfirm(): (question: Question) => Promise<boolean> {
  const { t } = useTranslation("kit");
  const { modal } = App.useApp();
  return ({ title, text, yes, danger }) =>
    new Promise((resolve) => {
      modal.confirm({
        title,
        content: text,
        icon: null,
        okText: yes ?? t("confirm.yes"),
        cancelText: t("confirm.no"),
        okButtonProps: { danger },
        onOk: () => resolve(true),
        onCancel: () => resolve(false),
      });
    });
}
