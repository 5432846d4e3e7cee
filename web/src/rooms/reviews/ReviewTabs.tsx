import { useTranslation } from "react-i18next";

import { TabLinks } from "@/kit/TabLinks";

/** The parts of the room. */
export function ReviewTabs() {
  const { t } = useTranslation("reviews");
  const tabs = [
    { to: "/reviews", name: t("tabs.queue") },
    { to: "/reviews/policies", name: t("tabs.policies") },
  ];
  return <TabLinks label={t("title")} tabs={tabs} />;
}
