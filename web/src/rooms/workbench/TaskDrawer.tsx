import { Button, Drawer } from "antd";
import { Link } from "react-router";

import { DueDay } from "@/kit/DueDay";
import { Money } from "@/kit/numbers";
import { ReasonView } from "@/kit/ReasonView";
import { StageTag } from "@/kit/StageTag";
import { TierTag } from "@/kit/TierTag";
import type { Task } from "@/live/shapes";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { CallButton } from "@/rooms/workbench/CallButton";
import type { Deed } from "@/rooms/workbench/queries";
import styles from "@/rooms/workbench/Work.module.css";
import { useMay } from "@/session/session";
import { usePhone } from "@/theme/usePhone";

type TaskDrawerProps = { task: Task; onClose: () => void; onDeed: (deed: Deed) => void };

const DEEDS: readonly Deed[] = ["done", "not-reached", "postpone"];

/** One task whole: about whom, why, what it is worth and until when, and what can be said about it. */
export function TaskDrawer({ task, onClose, onDeed }: TaskDrawerProps) {
  const { t } = useTranslation("work");
  const may = useMay();
  const phone = usePhone();
  const open = may("tasks.work") && ["open", "postponed", "not_reached"].includes(task.state);
  return (
    <Drawer
      open
      onClose={onClose}
      title={task.title}
      placement={phone ? "bottom" : "right"}
      size={phone ? "auto" : 480}
      footer={
        <div className={styles.footer}>
          <CallButton customer={task.customer} />
          {open && DEEDS.map((deed) => (
            <Button key={deed} type={deed === "done" ? "primary" : "default"} onClick={() => onDeed(deed)}>
              {t(`deed.${deed}`)}
            </Button>
          ))}
        </div>
      }
    >
      <p className={styles.place}>
        <Link to={`/customers/${encodeURIComponent(task.customer.id)}`}>{task.customer.name}</Link>
        <TierTag tier={task.customer.tier} />
        <StageTag stage={task.customer.stage} />
      </p>
      <Facts task={task} />
      <h3 className={styles.head}>{t("why")}</h3>
      <ReasonView reason={task.reason} />
    </Drawer>
  );
}

function Facts({ task }: { task: Task }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  return (
    <dl className={styles.facts}>
      <dt>{t("kind")}</dt>
      <dd>{task.kind.name}</dd>
      <dt title={t("valueMeaning")}>{t("value")}</dt>
      <dd>
        <Money value={task.expected_value} />
      </dd>
      <dt>{t("dueOn")}</dt>
      <dd>
        <DueDay day={task.due_on} />
      </dd>
      <dt>{t("manager")}</dt>
      <dd>{task.manager ?? "–"}</dd>
      <dt>{t("created")}</dt>
      <dd>{formats.moment(task.created_at)}</dd>
      {task.state !== "open" && (
        <>
          <dt>{t("stateLabel")}</dt>
          <dd>
            {t(`state.${task.state}`)} {task.postponed_until && formats.day(task.postponed_until)}
          </dd>
        </>
      )}
      {task.note && (
        <>
          <dt>{t("note")}</dt>
          <dd>{task.note}</dd>
        </>
      )}
    </dl>
  );
}
