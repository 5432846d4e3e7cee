import { useMutation, useQueryClient } from "@tanstack/react-query";
import { DatePicker, Form, Input, Modal, Select } from "antd";
import type { Dayjs } from "dayjs";

import { answer, api } from "@/api/client";
import { TierTag } from "@/kit/TierTag";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/customers/Dialogs.module.css";
import { useMeta } from "@/session/meta";

type Wanted = { tier: string; reason: string; ends_on: Dayjs };

/** A tier set by hand: why, and the day on which it ends. */
export type Override = { tier: string; reason: string; ends_on: string };

type OverrideDialogProps = {
  ids: readonly string[];
  /** The tier that is chosen at first. */
  tier?: string;
  /** Sets it where that is more than an override: the answer to a review. */
  write?: (override: Override) => Promise<unknown>;
  onClose: () => void;
};

const LEAST_REASON = 2;

/** Sets the tier of some customers by hand, with a reason and a day on which it ends. */
export function OverrideDialog({ ids, tier, write, onClose }: OverrideDialogProps) {
  const { t } = useTranslation("customers");
  const formats = useFormats();
  const tell = useTell();
  const { data: meta } = useMeta();
  const [form] = Form.useForm<Wanted>();
  const override = useOverride(ids, write);
  const save = ({ tier, reason, ends_on }: Wanted) =>
    override.mutate(
      { tier, reason, ends_on: ends_on.format("YYYY-MM-DD") },
      {
        onSuccess: () => {
          tell.done(t("bulk.overridden", { n: formats.number(ids.length) }));
          onClose();
        },
        onError: tell.failed,
      },
    );
  return (
    <Modal
      open
      title={t("bulk.overrideTitle", { n: formats.number(ids.length) })}
      okText={t("bulk.set")}
      cancelText={t("bulk.cancel")}
      confirmLoading={override.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p className={styles.text}>{t("bulk.overrideText")}</p>
      <Form form={form} layout="vertical" initialValues={{ tier }} onFinish={save} requiredMark={false}>
        <Form.Item name="tier" label={t("bulk.tier")} rules={[{ required: true, message: t("bulk.tierNeeded") }]}>
          <Select options={(meta?.tiers ?? []).map((tier) => ({ value: tier.id, label: <TierTag tier={tier} /> }))} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t("bulk.reason")}
          rules={[{ required: true, min: LEAST_REASON, whitespace: true, message: t("bulk.reasonNeeded") }]}
        >
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Form.Item name="ends_on" label={t("bulk.endsOn")} rules={[{ required: true, message: t("bulk.endsNeeded") }]}>
          <DatePicker className={styles.wide} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function useOverride(ids: readonly string[], write: OverrideDialogProps["write"]) {
  const cache = useQueryClient();
  const set = (override: Override) => answer(api.POST("/api/v1/overrides", { body: { customer_ids: [...ids], ...override } }));
  return useMutation<unknown, Error, Override>({
    mutationFn: write ?? set,
    onSuccess: () => cache.invalidateQueries({ queryKey: ["customer"] }),
  });
}
