import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, Modal } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";
import type { CustomerFilter } from "@/filter/customerFilter";
import { showInForm } from "@/kit/formProblem";
import { today } from "@/kit/today";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/customers/Dialogs.module.css";
import { RunProgress } from "@/run/RunProgress";
import type { RunWithResult } from "@/run/useRun";

type Wanted = { title: string; due_on: Dayjs; note?: string };

const USUAL_DAYS = 3;

/** Gives the managers of all customers that a filter finds a task about each, as a run that one can watch. */
export function TaskDialog({ filter, onClose }: { filter: CustomerFilter; onClose: () => void }) {
  const { t } = useTranslation("customers");
  const tell = useTell();
  const cache = useQueryClient();
  const [form] = Form.useForm<Wanted>();
  const [ended, setEnded] = useState<RunWithResult | null>(null);
  const give = useGive(filter);
  const run = give.data?.run.id;
  const send = (wanted: Wanted) => give.mutate(wanted, { onError: (error) => showInForm(form, error) || tell.failed(error) });
  const end = (run: RunWithResult) => {
    setEnded(run);
    void cache.invalidateQueries({ queryKey: ["tasks"] });
  };
  const ok = <Button type="primary" loading={give.isPending} onClick={form.submit}>{t("bulk.taskGive")}</Button>;
  return (
    <Modal open title={t("bulk.taskTitle")} onCancel={onClose} footer={run === undefined ? ok : <Button onClick={onClose}>{t("bulk.close")}</Button>}>
      {run === undefined ? (
        <>
          <p className={styles.text}>{t("bulk.taskText")}</p>
          <Form form={form} layout="vertical" requiredMark={false} onFinish={send} initialValues={{ due_on: dayjs(today()).add(USUAL_DAYS, "day") }}>
            <Form.Item name="title" label={t("bulk.taskName")} rules={[{ required: true, min: 2, whitespace: true, message: t("bulk.taskNameNeeded") }]}>
              <Input autoFocus maxLength={200} />
            </Form.Item>
            <Form.Item name="due_on" label={t("bulk.taskDue")} rules={[{ required: true, message: t("bulk.taskDueNeeded") }]}>
              <DatePicker allowClear={false} />
            </Form.Item>
            <Form.Item name="note" label={t("bulk.taskWhy")}>
              <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
            </Form.Item>
          </Form>
        </>
      ) : (
        <>
          <RunProgress id={run} onEnd={end} />
          {ended?.result && <Outcome result={ended.result} />}
        </>
      )}
    </Modal>
  );
}

/** How many customers got a task, and how many did not and why. */
function Outcome({ result }: { result: Record<string, unknown> }) {
  const { t } = useTranslation("customers");
  const formats = useFormats();
  const [nobody, already] = [Number(result.without_manager), Number(result.given_already)];
  return (
    <ul aria-live="polite">
      <li>{t("bulk.taskGiven", { n: formats.number(Number(result.given)) })}</li>
      {nobody > 0 && <li>{t("bulk.taskNobody", { n: formats.number(nobody) })}</li>}
      {already > 0 && <li>{t("bulk.taskAlready", { n: formats.number(already) })}</li>}
    </ul>
  );
}

function useGive(filter: CustomerFilter) {
  return useMutation({
    mutationFn: ({ title, due_on: due, note = "" }: Wanted) =>
      answer(
        api.POST("/api/v1/tasks/give", {
          body: { filter: filter as components["schemas"]["CustomerFilter"], title: title.trim(), due_on: due.format("YYYY-MM-DD"), note: note.trim() },
        }),
      ),
  });
}
