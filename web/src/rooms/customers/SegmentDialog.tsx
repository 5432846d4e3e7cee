import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";

import { answer, api } from "@/api/client";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import styles from "@/rooms/customers/Dialogs.module.css";

type Wanted = { existing?: number; name?: string };

/** Puts customers into a list: one of one's own, or a new one. */
export function SegmentDialog({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation("customers");
  const formats = useFormats();
  const tell = useTell();
  const [form] = Form.useForm<Wanted>();
  const lists = useOwnLists();
  const add = useAdd(ids);
  const save = (wanted: Wanted) =>
    add.mutate(wanted, {
      onSuccess: (segment) => {
        tell.done(t("bulk.added", { name: segment.name }));
        onClose();
      },
      onError: tell.failed,
    });
  const oneOf = () => ({
    validator: () => (form.getFieldValue("existing") || form.getFieldValue("name")?.trim() ? Promise.resolve() : Promise.reject(new Error(t("bulk.nameNeeded")))),
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
      <Form form={form} layout="vertical" onFinish={save} requiredMark={false}>
        {lists.data && lists.data.length > 0 && (
          <Form.Item name="existing" label={t("bulk.existing")}>
            <Select allowClear className={styles.wide} options={lists.data.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
        )}
        <Form.Item name="name" label={t("bulk.fresh")} dependencies={["existing"]} rules={[oneOf]}>
          <Input maxLength={120} placeholder={t("bulk.name")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function useOwnLists() {
  return useQuery({
    queryKey: ["segments"],
    queryFn: () => answer(api.GET("/api/v1/segments", {})),
    select: (segments) => segments.filter((segment) => segment.kind === "list" && segment.mine),
  });
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
