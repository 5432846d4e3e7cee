import { useTranslation } from "react-i18next";

import { Empty } from "@/kit/Empty";
import { PageHead } from "@/kit/PageHead";

export default function Orders() {
  const { t } = useTranslation("drilldown");
  return (
    <>
      <PageHead title={t("title")} />
      <Empty />
    </>
  );
}
