import { Link, useLocation } from "react-router";

import { Notice } from "@/kit/Notice";
import { useTranslation } from "@/locale/texts";

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation("shell");
  const { pathname } = useLocation();
  return (
    <Notice
      page
      title={t("notFound.title")}
      text={t("notFound.text", { path: pathname })}
      action={<Link to="/">{t("notFound.home")}</Link>}
    />
  );
}
