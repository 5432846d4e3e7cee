import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";

import { Notice } from "@/kit/Notice";

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
