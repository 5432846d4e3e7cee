import { useTranslation } from "react-i18next";

import { Empty } from "@/kit/Empty";
import { PageHead } from "@/kit/PageHead";

export default function Settings() {
  const { t } = useTranslation("settings");
  return (
    <>
      <PageHead title={t("title")} />
      <Empty />
    </>
  );
}
