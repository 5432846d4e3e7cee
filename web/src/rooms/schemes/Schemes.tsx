import { useTranslation } from "react-i18next";

import { Empty } from "@/kit/Empty";
import { PageHead } from "@/kit/PageHead";

export default function Schemes() {
  const { t } = useTranslation("schemes");
  return (
    <>
      <PageHead title={t("title")} />
      <Empty />
    </>
  );
}
