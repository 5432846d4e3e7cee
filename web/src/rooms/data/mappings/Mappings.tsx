import { Button, Form, Input } from "antd";
import { useState } from "react";

import { useConfirm } from "@/kit/Confirm";
import { Empty } from "@/kit/Empty";
import { FormSheet } from "@/kit/FormSheet";
import { showInForm } from "@/kit/formProblem";
import { Loaded } from "@/kit/Loaded";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import { MappingView } from "@/rooms/data/MappingView";
import { type SavedMapping, saved, useMappings, useRemoveMapping, useRenameMapping } from "@/rooms/data/queries";
import own from "@/rooms/data/sources/Sources.module.css";
import { useMay } from "@/session/session";

/** Mappings that somebody kept under a name: what they read, and how to rename or forget them. */
export function Mappings() {
  const { t } = useTranslation("data");
  const [renamed, setRenamed] = useState<SavedMapping | null>(null);
  return (
    <>
      <Loaded query={useMappings()} lines={6}>
        {(kept) =>
          saved(kept).length === 0 ? (
            <Empty title={t("mappings.empty")} text={t("mappings.emptyText")} />
          ) : (
            <ul className={own.sources} aria-label={t("mappings.label")}>
              {saved(kept).map((mapping) => (
                <li key={mapping.id}>
                  <MappingCard mapping={mapping} onRename={() => setRenamed(mapping)} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {renamed && <RenameSheet mapping={renamed} onClose={() => setRenamed(null)} />}
    </>
  );
}

function MappingCard({ mapping, onRename }: { mapping: SavedMapping; onRename: () => void }) {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const may = useMay();
  const told = t("mappings.by", { by: mapping.by, at: formats.moment(mapping.updated_at) });
  return (
    <section className={own.source} aria-label={mapping.name}>
      <header className={own.head}>
        <h2>{mapping.name}</h2>
        <span className={styles.quiet}>{`${mapping.entity_name} · ${mapping.source} · ${told}`}</span>
        <span className={styles.grow} />
        {may("imports.write") && <Deeds mapping={mapping} onRename={onRename} />}
      </header>
      <details>
        <summary>{t("batch.mappingAbout")}</summary>
        <MappingView entity={mapping.entity} mapping={mapping.mapping} />
      </details>
    </section>
  );
}

function Deeds({ mapping, onRename }: { mapping: SavedMapping; onRename: () => void }) {
  const { t } = useTranslation("data");
  const confirm = useConfirm();
  const tell = useTell();
  const remove = useRemoveMapping();
  const ask = async () => {
    const question = { title: t("mappings.removeAsk", { name: mapping.name }), text: t("mappings.removeText"), yes: t("mappings.remove"), danger: true };
    if (await confirm(question)) remove.mutate(mapping.id, { onSuccess: () => tell.done(t("mappings.removed")), onError: tell.failed });
  };
  return (
    <>
      <Button size="small" onClick={onRename}>
        {t("mappings.rename")}
      </Button>
      <Button size="small" danger loading={remove.isPending} onClick={() => void ask()}>
        {t("mappings.remove")}
      </Button>
    </>
  );
}

function RenameSheet({ mapping, onClose }: { mapping: SavedMapping; onClose: () => void }) {
  const { t } = useTranslation("data");
  const tell = useTell();
  const rename = useRenameMapping();
  const [form] = Form.useForm<{ name: string }>();
  const send = ({ name }: { name: string }) =>
    rename.mutate(
      { mapping, name },
      {
        onSuccess: () => {
          tell.done(t("wizard.mappingSaved", { name }));
          onClose();
        },
        onError: (error) => {
          if (!showInForm(form, error)) tell.failed(error);
        },
      },
    );
  return (
    <FormSheet title={t("mappings.renameTitle", { name: mapping.name })} okText={t("mappings.rename")} busy={rename.isPending} onOk={form.submit} onClose={onClose}>
      <Form form={form} layout="vertical" initialValues={{ name: mapping.name }} onFinish={send} requiredMark={false}>
        <Form.Item name="name" label={t("wizard.mappingName")} rules={[{ required: true, whitespace: true, message: t("sources.needed") }]}>
          <Input autoFocus maxLength={80} />
        </Form.Item>
      </Form>
    </FormSheet>
  );
}
