import { Button } from "antd";
import { useState } from "react";

import { Moment } from "@/kit/numbers";
import { Panel } from "@/kit/Panel";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { Differences } from "@/rooms/settings/rules/Differences";
import { useRollBackRules, type RuleVersion, type TaskRules } from "@/rooms/settings/rules/queries";
import { NoteDialog } from "@/rooms/schemes/NoteDialog";
import styles from "@/rooms/settings/Settings.module.css";
import { useMay } from "@/session/session";

/** Every version with who published it, when, why and what it changed; a former one can be put in force again. */
export function Versions({ answer }: { answer: TaskRules }) {
  const { t } = useTranslation("rules");
  const publishes = useMay()("schemes.publish");
  const [back, setBack] = useState<RuleVersion | null>(null);
  return (
    <Panel title={t("versions")}>
      <ul className={styles.list}>
        {answer.versions.map((one) => (
          <li key={one.version}>
            <div>
              <strong>{t("version", { version: one.version })}</strong> {one.at ? <Moment value={one.at} /> : t("fromTheStart")} {one.at && one.by} {one.note}
              <Differences changes={one.changes} />
            </div>
            {publishes && one.version !== answer.version && (
              <Button size="small" aria-label={t("rollBackTo", { version: one.version })} onClick={() => setBack(one)}>
                {t("rollBack")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {back && <RollBack answer={answer} to={back} onClose={() => setBack(null)} />}
    </Panel>
  );
}

function RollBack({ answer, to, onClose }: { answer: TaskRules; to: RuleVersion; onClose: () => void }) {
  const { t } = useTranslation("rules");
  const tell = useTell();
  const rollBack = useRollBackRules();
  const go = (note: string) =>
    rollBack.mutate(
      { version: to.version, expected_version: answer.version, note },
      {
        onSuccess: (kept) => (onClose(), tell.done(t("published", { version: kept.version }))),
        onError: (error) => tell.failed(error),
      },
    );
  return <NoteDialog title={t("rollBackTo", { version: to.version })} text={t("rollBackText")} yes={t("rollBack")} danger busy={rollBack.isPending} onYes={go} onNo={onClose} />;
}
