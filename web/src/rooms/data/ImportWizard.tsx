import { useTranslation } from "react-i18next";

import { Empty } from "@/kit/Empty";
import { PageHead } from "@/kit/PageHead";

export default function ImportWizard() {
  const { t } = useTranslation("data");
  return (
    <>
      <PageHead title={t("title")} />
      <Empty />
    </>
  );
}
