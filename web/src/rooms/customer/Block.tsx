import { Button, DatePicker, Form, Input, Modal } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { useConfirm } from "@/kit/Confirm";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/customer/Block.module.css";
import { type CustomerAnswer, useBlock, useUnblock } from "@/rooms/customer/queries";
import { useMay } from "@/session/session";

const LEAST_REASON = 2;

/** That the customer is not to be contacted, where that is so, and the way to lift it. */
export function Block({ customer }: { customer: CustomerAnswer }) {
  const { t } = useTranslation("customer");
  const formats = useFormats();
  const may = useMay();
  const { block } = customer;
  if (!block) return null;
  return (
    <div className={styles.block} role="note">
      <span aria-hidden>⊘</span>
      <b>{block.until ? t("block.until", { day: formats.day(block.until) }) : t("block.forever")}</b>
      <span className={styles.why}>{t("block.by", { by: block.by, reason: block.reason })}</span>
      {may("customers.block") && <Lift id={customer.id} />}
    </div>
  );
}

function Lift({ id }: { id: string }) {
  const { t } = useTranslation("customer");
  const confirm = useConfirm();
  const tell = useTell();
  const unblock = useUnblock(id);
  const ask = async () => {
    if (!(await confirm({ title: t("block.lift"), text: t("block.liftText") }))) return;
    unblock.mutate(undefined, { onSuccess: () => tell.done(t("block.lifted")), onError: tell.failed });
  };
  return (
    <Button size="small" loading={unblock.isPending} onClick={() => void ask()}>
      {t("block.lift")}
    </Button>
  );
}

type Wanted = { reason: string; until?: Dayjs };

/** The button and dialog that mark a customer as not to be contacted. */
export function BlockButton({ customer }: { customer: CustomerAnswer }) {
  const { t } = useTranslation("customer");
  const [open, setOpen] = useState(false);
  const may = useMay();
  if (customer.block || !may("customers.block")) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t("block.set")}
      </Button>
      {open && <BlockDialog id={customer.id} onClose={() => setOpen(false)} />}
    </>
  );
}

function BlockDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("customer");
  const tell = useTell();
  const block = useBlock(id);
  const [form] = Form.useForm<Wanted>();
  const save = ({ reason, until }: Wanted) =>
    block.mutate(
      { reason, until: until?.format("YYYY-MM-DD") },
      {
        onSuccess: () => {
          tell.done(t("block.saved"));
          onClose();
        },
        onError: tell.failed,
      },
    );
  return (
    <Modal
      open
      title={t("block.title")}
      okText={t("block.set")}
      cancelText={t("block.cancel")}
      confirmLoading={block.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p className={styles.text}>{t("block.text")}</p>
      <Form form={form} layout="vertical" onFinish={save} requiredMark={false}>
        <Form.Item
          name="reason"
          label={t("block.reason")}
          rules={[{ required: true, min: LEAST_REASON, whitespace: true, message: t("block.reasonNeeded") }]}
        >
          <Input.TextArea autoFocus maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Form.Item name="until" label={t("block.ends")}>
          <DatePicker className={styles.until} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
