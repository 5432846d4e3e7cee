import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";

import { useConfirm } from "@/kit/Confirm";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { NoteDialog } from "@/rooms/schemes/NoteDialog";
import { usePublish, useSign, useStartGrading, type VersionDetail } from "@/rooms/schemes/queries";
import { useMay, useSession } from "@/session/session";
import styles from "@/rooms/schemes/Schemes.module.css";

/** What this viewer can do with a version now: try it, sign it off, publish it; and why not, where they cannot. */
export function Deeds({ detail }: { detail: VersionDetail }) {
  const { t } = useTranslation("schemes");
  const may = useMay();
  const { user } = useSession();
  const waiting = detail.state === "draft" && !detail.may_sign && detail.author === user.username;
  return (
    <>
      {waiting && <span className={styles.quiet}>{t("waitsForColleague")}</span>}
      {may("schemes.draft") && (
        <Link to={`/what-if?scheme=${detail.scheme_id}&version=${detail.version}`}>
          <Button tabIndex={-1}>{t("try")}</Button>
        </Link>
      )}
      {detail.may_sign && <Deed kind="sign" detail={detail} />}
      {detail.may_publish && <Deed kind="publish" detail={detail} />}
    </>
  );
}

function Deed({ kind, detail }: { kind: "sign" | "publish"; detail: VersionDetail }) {
  const { t } = useTranslation("schemes");
  const [asking, setAsking] = useState(false);
  const tell = useTell();
  const sign = useSign();
  const publish = usePublish();
  const grade = useStartGrading();
  const confirm = useConfirm();
  const may = useMay();
  const navigate = useNavigate();
  const busy = sign.isPending || publish.isPending;
  // Nothing is graded silently: the next step is offered, and taken only if wanted.
  const offerGrading = async (text: string) => {
    if (!may("runs.start")) return tell.done(`${t("published")} ${text}`);
    if (!(await confirm({ title: t("published"), text, yes: t("gradeNow") }))) return;
    grade.mutate(undefined, { onSuccess: (run) => void navigate(`/runs/${run}`), onError: tell.failed });
  };
  // Awaited, because the button goes with the deed, and callbacks of what is no longer shown are not called.
  const act = async (note: string) => {
    if (busy) return;
    const deed = { id: detail.scheme_id, version: detail.version, note };
    try {
      if (kind === "sign") {
        await sign.mutateAsync(deed);
        tell.done(t("signed"));
      } else {
        const kept = await publish.mutateAsync(deed);
        setAsking(false);
        await offerGrading(kept.next_step);
      }
    } catch (error) {
      tell.failed(error as Error);
    } finally {
      setAsking(false);
    }
  };
  return (
    <>
      <Button type="primary" onClick={() => setAsking(true)}>{t(kind)}</Button>
      {asking && <NoteDialog title={t(`${kind}Ask`)} text={t(`${kind}Text`)} yes={t(kind)} busy={busy} onYes={(note) => void act(note)} onNo={() => setAsking(false)} />}
    </>
  );
}
