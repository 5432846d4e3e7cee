
import { TabLinks } from "@/kit/TabLinks";
import { useTranslation } from "@/locale/texts";

/** The parts of the room. */
export function ReviewTabs() {
  const { t } = useTranslation("reviews");
  const tabs = [
    { to: "/reviews", name: t("tabs.queue") },
    { to: "/reviews/policies", name: t("tabs.policies") },
  ];
  return <TabLinks label={t("title")} tabs={tabs} />;
}
