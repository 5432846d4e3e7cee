
import { Notice } from "@/kit/Notice";
import { useTranslation } from "@/locale/texts";

/** What is said to a viewer whose role does not allow a page or a part of it. */
export function NoPermission({ text, permission, page = true }: { text?: string; permission?: string; page?: boolean }) {
  const { t } = useTranslation("kit");
  return (
    <Notice
      page={page}
      title={t("noPermission.title")}
      text={text || (permission ? t("noPermission.text", { permission }) : undefined)}
      next={t("noPermission.next")}
    />
  );
}
