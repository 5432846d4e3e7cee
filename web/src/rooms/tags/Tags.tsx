import { useTranslation } from "react-i18next";

import { Empty } from "@/kit/Empty";
import { PageHead } from "@/kit/PageHead";

export default function Tags() {
  const { t } = useTranslation("tags");
  return (
    <>
      <PageHead title={t("title")} />
      <Empty />
    </>
  );
}
