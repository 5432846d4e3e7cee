import { Button } from "antd";

import { useConfirm } from "@/kit/Confirm";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { type StandIn, useEndStandIn, useStandIns } from "@/rooms/workbench/queries";
import styles from "@/rooms/workbench/Work.module.css";
import { useMay } from "@/session/session";

/** Who stands in for whom today, and so sees the other's customers; nothing while nobody does. */
export function StandIns() {
  const { t } = useTranslation("work");
  const { data: standIns } = useStandIns();
  if (!standIns?.length) return null;
  return (
    <section aria-labelledby="stand-ins" className={styles.standIns}>
      <h2 id="stand-ins" className={styles.head}>
        {t("standIns.title")}
      </h2>
      <ul>
        {standIns.map((one) => (
          <li key={`${one.stand_in} ${one.manager}`} className={styles.place}>
            <Told one={one} />
            <End one={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Told({ one }: { one: StandIn }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const whom = one.customers === null ? t("standIns.everybody") : t("standIns.some", { count: one.customers });
  const until = one.until ? t("standIns.until", { day: formats.day(one.until) }) : t("standIns.open");
  return <span>{t("standIns.line", { stand_in: one.stand_in, manager: one.manager, whom, until })}</span>;
}

function End({ one: { manager, stand_in } }: { one: StandIn }) {
  const { t } = useTranslation("work");
  const may = useMay();
  const confirm = useConfirm();
  const tell = useTell();
  const end = useEndStandIn();
  if (!may("tasks.work")) return null;
  const ask = async () => {
    const question = { title: t("standIns.end"), text: t("standIns.endText", { stand_in, manager }), yes: t("standIns.end") };
    if (await confirm(question)) end.mutate({ manager, stand_in }, { onSuccess: () => tell.done(t("standIns.ended")), onError: tell.failed });
  };
  return (
    <Button size="small" loading={end.isPending} onClick={() => void ask()}>
      {t("standIns.end")}
    </Button>
  );
}
