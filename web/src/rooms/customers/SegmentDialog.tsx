import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Form, Modal } from "antd";

import { answer, api } from "@/api/client";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { ListChoice, type WantedList as Wanted } from "@/rooms/customers/ListChoice";

/** Puts customers into a list: one of one's own, or a new one. */
export function SegmentDialog({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation("customers");
  const formats = useFormats();
  const tell = useTell();
  const [form] = Form.useForm<Wanted>();
  const add = useAdd(ids);
  const save = (wanted: Wanted) =>
    add.mutate(wanted, {
      onSuccess: (segment) => {
        tell.done(t("bulk.added", { name: segment.name }));
        onClose();
      },
      onError: tell.failed,
    });
  return (
    <Modal
      open
      title={t("bulk.segmentTitle", { n: formats.number(ids.length) })}
      okText={t("bulk.save")}
      cancelText={t("bulk.cancel")}
      confirmLoading={add.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <ListChoice form={form} onFinish={save} />
    </Modal>
  );
}

function useAdd(ids: readonly string[]) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ existing, name = "" }: Wanted) =>
      existing === undefined
        ? answer(api.POST("/api/v1/segments", { body: { name: name.trim(), kind: "list", customer_ids: [...ids], description: "", shared: false } }))
        : answer(
            api.POST("/api/v1/segments/{segment_id}/members", {
              params: { path: { segment_id: existing } },
              body: { add: [...ids], remove: [] },
            }),
          ),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["segments"] }),
  });
}
