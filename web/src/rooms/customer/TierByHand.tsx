import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";

import { answer, api } from "@/api/client";
import { useConfirm } from "@/kit/Confirm";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { useTier, type Whom } from "@/rooms/customer/queries";
import { OverrideDialog } from "@/rooms/customers/OverrideDialog";
import { useMay } from "@/session/session";

/** Sets the customer's tier by hand, or takes that back; only for who may, and only in the present. */
export function TierByHand({ whom }: { whom: Whom }) {
  const { t } = useTranslation("customer");
  const may = useMay();
  const { data: tier } = useTier(whom);
  const [open, setOpen] = useState(false);
  if (whom.asOf !== null || !may("overrides.write")) return null;
  return (
    <>
      {tier?.override ? (
        <TakeBack id={whom.id} />
      ) : (
        <Button size="small" onClick={() => setOpen(true)}>
          {t("standing.setTier")}
        </Button>
      )}
      {open && <OverrideDialog ids={[whom.id]} onClose={() => setOpen(false)} />}
    </>
  );
}

function TakeBack({ id }: { id: string }) {
  const { t } = useTranslation("customer");
  const cache = useQueryClient();
  const confirm = useConfirm();
  const tell = useTell();
  const end = useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/overrides/{customer_id}", { params: { path: { customer_id: id } } })),
    onSuccess: async () => {
      tell.done(t("standing.overrideRemoved"));
      await cache.invalidateQueries({ queryKey: ["customer", id] });
    },
    onError: tell.failed,
  });
  const ask = async () => {
    if (await confirm({ title: t("standing.removeOverride"), text: t("standing.removeOverrideText") })) end.mutate();
  };
  return (
    <Button size="small" loading={end.isPending} onClick={() => void ask()}>
      {t("standing.removeOverride")}
    </Button>
  );
}
