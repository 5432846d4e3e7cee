import { Button } from "antd";
import { useEffect } from "react";
import { useRouteError } from "react-router";

import { Notice } from "@/kit/Notice";
import { useTranslation } from "@/locale/texts";

/** A page whose code failed. A newer version on the server is the usual cause, so reloading is the way out. */
export function Broken() {
  const { t } = useTranslation("shell");
  const error = useRouteError();
  useEffect(() => console.error(error), [error]);
  return (
    <Notice
      page
      tone="bad"
      title={t("broken.title")}
      text={t("broken.text")}
      action={<Button onClick={() => globalThis.location.reload()}>{t("broken.reload")}</Button>}
    />
  );
}
