import { useTranslation } from "react-i18next";

import { Empty } from "@/kit/Empty";
import { PageHead } from "@/kit/PageHead";

export default function Overview() {
  const { t } = useTranslation("overview");
  return (
    <>
      <PageHead title={t("title")} />
      <Empty />
    </>
  );
}
