import { Segmented } from "antd";
import { useSearchParams } from "react-router";

import { Figure, Figures } from "@/kit/Figure";
import { useLiveState } from "@/live/queries";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import own from "@/rooms/data/events/Events.module.css";
import { HowToSend } from "@/rooms/data/events/HowToSend";
import { Received } from "@/rooms/data/events/Received";
import { Rejected } from "@/rooms/data/events/Rejected";
import { useMay, useSession } from "@/session/session";

const VIEWS = { received: Received, rejected: Rejected, how: HowToSend };
type View = keyof typeof VIEWS;

/** What other systems told as it happened, what of it could not be used, and how to tell it. */
export function Events() {
  const { t } = useTranslation("events");
  const may = useMay();
  const { user } = useSession();
  const [parameters, setParameters] = useSearchParams();
  // What could not be read belongs to no customer, so it is for those who see all of them.
  const seesRejected = may("events.write") && user.scope.kind === "all";
  const views = (Object.keys(VIEWS) as View[]).filter((view) => view !== "rejected" || seesRejected);
  const chosen = views.find((view) => view === parameters.get("view")) ?? "received";
  const Shown = VIEWS[chosen];
  return (
    <>
      <LiveFigures />
      <div className={styles.tools}>
        <Segmented<View>
          aria-label={t("views")}
          value={chosen}
          options={views.map((view) => ({ value: view, label: t(`view.${view}`) }))}
          onChange={(view) => setParameters(view === "received" ? {} : { view })}
        />
      </div>
      <Shown />
    </>
  );
}

function LiveFigures() {
  const { t } = useTranslation("events");
  const { data } = useLiveState(useMay()("live.read"));
  if (!data) return null;
  return (
    <div className={own.figures}>
      <Figures>
        <Figure name={t("figure.received")} value={data.received} meaning={t("figure.receivedMeaning")} />
        <Figure name={t("figure.open")} value={data.lag_events} meaning={t("figure.openMeaning")} />
        <Figure name={t("figure.lag")} kind="number" value={data.lag_seconds} unit={t("seconds")} meaning={t("figure.lagMeaning")} />
      </Figures>
    </div>
  );
}
