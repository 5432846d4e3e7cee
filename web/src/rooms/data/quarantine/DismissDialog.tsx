import { Form, Input, Modal } from "antd";

import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { useDataChanged, useDismiss } from "@/rooms/data/queries";
import own from "@/rooms/data/quarantine/Quarantine.module.css";

/** Closes rows that will not be corrected; a reason is needed. */
export function DismissDialog({ ids, onClose }: { ids: number[]; onClose: () => void }) {
  const { t } = useTranslation("data");
  const tell = useTell();
  const changed = useDataChanged();
  const dismiss = useDismiss();
  const [form] = Form.useForm<{ reason: string }>();
  const save = ({ reason }: { reason: string }) =>
    dismiss.mutate(
      { ids, reason },
      {
        onSuccess: ({ dismissed }) => {
          tell.done(t("quarantine.dismissDone", { n: dismissed }));
          changed();
          onClose();
        },
        onError: tell.failed,
      },
    );
  return (
    <Modal
      open
      title={t("quarantine.dismissTitle", { n: ids.length })}
      okText={t("quarantine.dismiss", { n: ids.length })}
      cancelText={t("quarantine.cancel")}
      confirmLoading={dismiss.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p className={own.text}>{t("quarantine.dismissText")}</p>
      <Form form={form} layout="vertical" onFinish={save} requiredMark={false}>
        <Form.Item name="reason" label={t("quarantine.dismissReason")} rules={[{ required: true, whitespace: true, message: t("quarantine.dismissNeeded") }]}>
          <Input.TextArea autoFocus maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
