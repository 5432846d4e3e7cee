import { useTranslation } from "react-i18next";

import { Empty } from "@/kit/Empty";
import { PageHead } from "@/kit/PageHead";

export default function Segments() {
  const { t } = useTranslation("segments");
  return (
    <>
      <PageHead title={t("title")} />
      <Empty />
    </>
  );
}
