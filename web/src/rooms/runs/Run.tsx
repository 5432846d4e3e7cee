import { useTranslation } from "react-i18next";

import { Empty } from "@/kit/Empty";
import { PageHead } from "@/kit/PageHead";

export default function Run() {
  const { t } = useTranslation("runs");
  return (
    <>
      <PageHead title={t("title")} />
      <Empty />
    </>
  );
}
