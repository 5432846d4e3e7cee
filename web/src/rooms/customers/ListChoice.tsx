import { useQuery } from "@tanstack/react-query";
import { Form, type FormInstance, Input, Select } from "antd";

import { answer, api } from "@/api/client";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/customers/Dialogs.module.css";

export type WantedList = { existing?: number; name?: string };

/** Which list customers are put into: one of one's own, or a new one. */
export function ListChoice({ form, onFinish }: { form: FormInstance<WantedList>; onFinish: (wanted: WantedList) => void }) {
  const { t } = useTranslation("customers");
  const lists = useOwnLists();
  const oneOf = () => ({
    validator: () => (form.getFieldValue("existing") || form.getFieldValue("name")?.trim() ? Promise.resolve() : Promise.reject(new Error(t("bulk.nameNeeded")))),
  });
  return (
    <Form form={form} layout="vertical" onFinish={onFinish} requiredMark={false}>
      {lists.data && lists.data.length > 0 && (
        <Form.Item name="existing" label={t("bulk.existing")}>
          <Select allowClear className={styles.wide} options={lists.data.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
      )}
      <Form.Item name="name" label={t("bulk.fresh")} dependencies={["existing"]} rules={[oneOf]}>
        <Input maxLength={120} placeholder={t("bulk.name")} />
      </Form.Item>
    </Form>
  );
}

function useOwnLists() {
  return useQuery({
    queryKey: ["segments"],
    queryFn: () => answer(api.GET("/api/v1/segments", {})),
    select: (segments) => segments.filter((segment) => segment.kind === "list" && segment.mine),
  });
}
