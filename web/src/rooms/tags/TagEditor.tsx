import { App, Button, Drawer, Form, Input, Select } from "antd";

import { Problem } from "@/api/problem";
import { ConditionEditor } from "@/condition/ConditionEditor";
import { CountsLine } from "@/condition/CountsLine";
import { useCondition, useCounts } from "@/condition/useCondition";
import { showInForm } from "@/kit/formProblem";
import { useTell } from "@/kit/useTell";
import { spokenNow } from "@/locale";
import { useTranslation } from "@/locale/texts";
import { useFamilies, useSaveTag, type TagDetail } from "@/rooms/tags/queries";
import styles from "@/rooms/tags/Tags.module.css";
import { usePhone } from "@/theme/usePhone";

type TagEditorProps = {
  /** The tag to change; a new one where there is none. */
  tag?: TagDetail;
  onClose: () => void;
  onSaved: (tag: TagDetail) => void;
};

type Names = { name_zh: string; name_en: string; meaning_zh: string; meaning_en: string; family: string };
const NO_NAMES: Names = { name_zh: "", name_en: "", meaning_zh: "", meaning_en: "", family: "own" };

/** The company's own tag: its name and meaning in both languages, and the condition, counted while it is written. */
export function TagEditor({ tag, onClose, onSaved }: TagEditorProps) {
  const { t } = useTranslation("tags");
  const tell = useTell();
  const phone = usePhone();
  const { modal } = App.useApp();
  const [form] = Form.useForm<Names>();
  const families = useFamilies();
  const save = useSaveTag();
  const written = spokenNow() === "zh" ? tag?.where.text_zh : tag?.where.text_en;
  const condition = useCondition(written ?? "");
  const counts = useCounts(condition.checked?.valid ? condition.checked.json : null);

  const refused = (error: Error) => {
    if (error instanceof Problem && error.code === "stale") {
      modal.warning({ title: error.message, content: error.nextStep, okText: t("reload"), onOk: onClose });
    } else if (!showInForm(form, error)) tell.failed(error);
  };
  const submit = (names: Names) => {
    const where = condition.checked?.text_en;
    if (!where) return;
    save.mutate(
      { id: tag?.id, version: tag?.version, change: { ...names, where } },
      { onSuccess: (kept) => (tell.done(t("kept")), onClose(), onSaved(kept)), onError: refused },
    );
  };
  return (
    <Drawer
      open
      size={phone ? "100%" : 880}
      title={tag ? t("change", { name: tag.name }) : t("make")}
      onClose={onClose}
      footer={
        <div className={styles.foot}>
          <span>{t("fromNext")}</span>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="primary" loading={save.isPending} disabled={!condition.checked?.valid} onClick={form.submit}>
            {t("keep")}
          </Button>
        </div>
      }
    >
      <Form form={form} layout="vertical" initialValues={tag?.own ?? NO_NAMES} onFinish={submit} requiredMark={false}>
        <div className={styles.pair}>
          <Form.Item name="name_zh" label={t("nameZh")} rules={[{ required: true, message: t("nameNeeded") }]}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="name_en" label={t("nameEn")}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="meaning_zh" label={t("meaningZh")}>
            <Input.TextArea maxLength={500} autoSize />
          </Form.Item>
          <Form.Item name="meaning_en" label={t("meaningEn")}>
            <Input.TextArea maxLength={500} autoSize />
          </Form.Item>
        </div>
        <Form.Item name="family" label={t("family")}>
          <Select options={families.data?.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
      </Form>
      <h3 className={styles.heading}>{t("condition")}</h3>
      <ConditionEditor condition={condition} label={t("condition")} />
      <CountsLine counts={counts.data} pending={counts.isFetching || condition.pending} />
    </Drawer>
  );
}
