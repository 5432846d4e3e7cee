import { App, Button } from "antd";
import { useState } from "react";

import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { OverrideDialog } from "@/rooms/customers/OverrideDialog";
import { NoteSheet } from "@/rooms/reviews/NoteSheet";
import { type Decision, type DecisionWish, useDecide } from "@/rooms/reviews/queries";
import { useMay } from "@/session/session";

type DecidingProps = {
  ids: number[];
  /** The tier that an override offers first. */
  tier?: string;
  onDone?: () => void;
};

/** The three ways to decide: let it pass, look again later, set another tier. */
export function Deciding({ ids, tier, onDone }: DecidingProps) {
  const { t } = useTranslation("reviews");
  const may = useMay();
  const [open, setOpen] = useState<Decision | null>(null);
  const { send, busy } = useSend(ids.length);
  const close = () => setOpen(null);
  const done = () => {
    close();
    onDone?.();
  };
  const write = (wish: Omit<DecisionWish, "ids">) => send({ ids, ...wish });
  return (
    <>
      <Button type="primary" onClick={() => setOpen("confirm")}>
        {t("decision.confirm")}
      </Button>
      <Button onClick={() => setOpen("postpone")}>{t("decision.postpone")}</Button>
      {may("overrides.write") && <Button onClick={() => setOpen("override")}>{t("decision.override")}</Button>}
      {(open === "confirm" || open === "postpone") && (
        <NoteSheet
          decision={open}
          count={ids.length}
          busy={busy}
          onSend={(fields) => void write({ decision: open, ...fields }).then(done, () => undefined)}
          onClose={close}
        />
      )}
      {open === "override" && (
        <OverrideDialog
          ids={ids.map(String)}
          tier={tier}
          write={({ reason, ...wish }) => write({ decision: "override", note: reason, ...wish })}
          onClose={done}
        />
      )}
    </>
  );
}

/** Sends a decision and tells what came of it, also of those that were refused. */
function useSend(count: number) {
  const { t } = useTranslation("reviews");
  const { notification } = App.useApp();
  const tell = useTell();
  const decide = useDecide();
  const send = async (wish: DecisionWish) => {
    try {
      const { decided, refused } = await decide.mutateAsync(wish);
      if (decided.length > 0 && wish.decision !== "override") tell.done(t(`told.${wish.decision}`, { count: decided.length }));
      if (refused.length > 0) {
        notification.warning({
          title: t("refused", { count: refused.length, total: count }),
          description: [...new Set(refused.map((one) => one.message))].join(" "),
          role: "alert",
        });
      }
    } catch (error) {
      // The dialog of an override tells of its own failures.
      if (wish.decision !== "override") tell.failed(error as Error);
      throw error;
    }
  };
  return { send, busy: decide.isPending };
}
