import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Form, Modal } from "antd";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";
import type { CustomerFilter } from "@/filter/customerFilter";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { ListChoice, type WantedList } from "@/rooms/customers/ListChoice";
import { RunProgress } from "@/run/RunProgress";

/** Puts all customers that a filter finds into a list, as a run that one can watch. */
export function FillDialog({ filter, onClose }: { filter: CustomerFilter; onClose: () => void }) {
  const { t } = useTranslation("customers");
  const tell = useTell();
  const cache = useQueryClient();
  const [form] = Form.useForm<WantedList>();
  const fill = useFill(filter);
  const run = fill.data?.run.id;
  const ok = <Button type="primary" loading={fill.isPending} onClick={form.submit}>{t("bulk.save")}</Button>;
  return (
    <Modal open title={t("bulk.fillTitle")} onCancel={onClose} footer={run === undefined ? ok : <Button onClick={onClose}>{t("bulk.close")}</Button>}>
      {run === undefined ? (
        <ListChoice form={form} onFinish={(wanted) => fill.mutate(wanted, { onError: tell.failed })} />
      ) : (
        <RunProgress id={run} onEnd={() => void cache.invalidateQueries({ queryKey: ["segments"] })} />
      )}
    </Modal>
  );
}

function useFill(filter: CustomerFilter) {
  return useMutation({
    mutationFn: ({ existing, name = "" }: WantedList) =>
      answer(
        api.POST("/api/v1/segments/fill", {
          body: { filter: filter as components["schemas"]["CustomerFilter"], segment_id: existing, name: name.trim() },
        }),
      ),
  });
}
