import { useParams } from "react-router";

import { NotFound } from "@/app/NotFound";
import { PageHead } from "@/kit/PageHead";
import { TabLinks } from "@/kit/TabLinks";
import { useTranslation } from "@/locale/texts";
import { Load } from "@/rooms/workbench/Load";
import { StandIns } from "@/rooms/workbench/StandIns";
import { Tasks } from "@/rooms/workbench/Tasks";
import { useSession } from "@/session/session";

/** The day of an account manager: what to do, the most valuable first. For who leads others, also how they manage. */
export default function Work() {
  const { t } = useTranslation("work");
  const { tab } = useParams();
  const { user } = useSession();
  const leads = user.scope.kind !== "managers";
  if (tab !== undefined && !(tab === "load" && leads)) return <NotFound />;
  return (
    <>
      <PageHead title={t("title")} about={t(leads ? "aboutAll" : "about")} />
      {leads && <TabLinks label={t("title")} tabs={[{ to: "/workbench", name: t("tabs.tasks") }, { to: "/workbench/load", name: t("tabs.load") }]} />}
      {tab === "load" ? <Load /> : <Tasks leads={leads} />}
      <StandIns />
    </>
  );
}
