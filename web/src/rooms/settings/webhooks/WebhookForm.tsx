import { Checkbox, Form, Input } from "antd";

import type { Named } from "@/api/shapes";
import { FormSheet } from "@/kit/FormSheet";
import { showInForm } from "@/kit/formProblem";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { useAddWebhook, useChangeWebhook, type Webhook, type WebhookDraft } from "@/rooms/settings/webhooks/queries";
import own from "@/rooms/settings/webhooks/Webhooks.module.css";

type WebhookFormProps = { known: Webhook | null; types: Named[]; onClose: () => void; onSecret: (secret: string) => void };

/** Adds an endpoint or changes one: its address, and what it is told. */
export function WebhookForm({ known, types, onClose, onSecret }: WebhookFormProps) {
  const { t } = useTranslation("webhooks");
  const [form] = Form.useForm<WebhookDraft>();
  const tell = useTell();
  const add = useAddWebhook();
  const change = useChangeWebhook();
  const onError = (error: Error) => showInForm(form, error) || tell.failed(error);
  const send = (draft: WebhookDraft) => {
    if (known) {
      change.mutate({ id: known.id, ...draft }, { onSuccess: () => (tell.done(t("saved")), onClose()), onError });
    } else add.mutate(draft, { onSuccess: ({ secret }) => (onClose(), onSecret(secret)), onError });
  };
  const start = { url: known?.url ?? "", events: known?.events ?? types.map((type) => type.id as WebhookDraft["events"][number]) };
  return (
    <FormSheet title={t(known ? "editTitle" : "add")} okText={t("save")} busy={add.isPending || change.isPending} onOk={form.submit} onClose={onClose}>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={start} onFinish={send}>
        <Form.Item name="url" label={t("url")} extra={t("urlHint")} rules={[{ required: true, type: "url", message: t("urlMissing") }]}>
          <Input autoFocus placeholder="https://crm.example.com/frostier" maxLength={1000} inputMode="url" />
        </Form.Item>
        <Form.Item name="events" label={t("events")} rules={[{ required: true, message: t("eventsMissing") }]}>
          <Checkbox.Group className={own.types} options={types.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
      </Form>
    </FormSheet>
  );
}
