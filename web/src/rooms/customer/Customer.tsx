import { useTranslation } from "react-i18next";

import { Empty } from "@/kit/Empty";
import { PageHead } from "@/kit/PageHead";

export default function Customer() {
  const { t } = useTranslation("customers");
  return (
    <>
      <PageHead title={t("title")} />
      <Empty />
    </>
  );
}
