import { Form, Input, InputNumber, Modal, Segmented, Select } from "antd";

import { showInForm } from "@/kit/formProblem";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { type KeptMapping, type Source, useKeepSource, useMappings, useSourcePlaces } from "@/rooms/data/queries";
import { draftOf, type Fields, fieldsOf, mappingKey, NOW } from "@/rooms/data/sources/draft";
import own from "@/rooms/data/sources/Sources.module.css";

/** Adds a source or changes one: where it reads, how, and when. */
export function SourceForm({ known, onClose }: { known: Source | null; onClose: () => void }) {
  const { t } = useTranslation("data");
  const tell = useTell();
  const [form] = Form.useForm<Fields>();
  const keep = useKeepSource(known);
  const { data: mappings = [] } = useMappings();
  const save = (fields: Fields) => {
    const chosen = mappings.find((kept) => mappingKey(kept) === fields.mapping)?.mapping ?? known?.mapping ?? {};
    keep.mutate(draftOf(fields, chosen, known?.enabled ?? true), {
      onSuccess: () => {
        tell.done(t("sources.kept"));
        onClose();
      },
      onError: (error) => {
        if (!showInForm(form, error)) tell.failed(error);
      },
    });
  };
  return (
    <Modal
      open
      title={known ? t("sources.editTitle") : t("sources.addTitle")}
      okText={t("sources.save")}
      cancelText={t("sources.cancel")}
      confirmLoading={keep.isPending}
      onOk={form.submit}
      onCancel={onClose}
      width={560}
    >
      <Form form={form} layout="vertical" requiredMark={false} initialValues={fieldsOf(known)} onFinish={save}>
        <Form.Item name="name" label={t("sources.name")} rules={[{ required: true, message: t("sources.needed") }]}>
          <Input autoFocus maxLength={80} />
        </Form.Item>
        <Place />
        <MappingChoice mappings={mappings} known={known} />
        <When />
      </Form>
    </Modal>
  );
}

function Place() {
  const { t } = useTranslation("data");
  const kind = Form.useWatch<Fields["kind"]>("kind") ?? "folder";
  const reads = Form.useWatch<Fields["reads"]>("reads") ?? "table";
  const { data: places } = useSourcePlaces();
  const needed = [{ required: true, message: t("sources.needed") }];
  const hint =
    kind === "folder"
      ? t("sources.folderHint", { folders: places?.folders.join(", ") ?? "" })
      : t("sources.sqlHint", { example: `\${${places?.secret_prefix ?? ""}ERP}` });
  return (
    <>
      <Form.Item name="kind" label={t("sources.kind")}>
        <Segmented options={[{ value: "folder", label: t("sources.folder") }, { value: "sql", label: t("sources.sql") }]} />
      </Form.Item>
      <Form.Item name="location" label={t("sources.location")} rules={needed} extra={hint}>
        <Input placeholder={kind === "folder" ? places?.folders[0] : "postgresql://reader:${FROSTIER_SOURCE_ERP}@erp/sales"} />
      </Form.Item>
      {kind === "folder" && (
        <Form.Item name="pattern" label={t("sources.pattern")}>
          <Input placeholder="*.csv" maxLength={120} />
        </Form.Item>
      )}
      {kind === "sql" && (
        <>
          <Form.Item name="reads" label={t("sources.tableOrQuery")}>
            <Segmented options={[{ value: "table", label: t("sources.table") }, { value: "query", label: t("sources.query") }]} />
          </Form.Item>
          {reads === "table" ? (
            <Form.Item name="table" label={t("sources.table")} rules={needed}>
              <Input placeholder="sales.order_lines" />
            </Form.Item>
          ) : (
            <Form.Item name="query" label={t("sources.query")} rules={needed}>
              <Input.TextArea autoSize={{ minRows: 3 }} placeholder="SELECT … FROM …" />
            </Form.Item>
          )}
          <Form.Item name="cursor_column" label={t("sources.cursor")} extra={t("sources.cursorHint")}>
            <Input placeholder="id" />
          </Form.Item>
        </>
      )}
    </>
  );
}

function MappingChoice({ mappings, known }: { mappings: KeptMapping[]; known: Source | null }) {
  const { t } = useTranslation("data");
  const options = [
    ...(known ? [{ value: NOW, label: t("sources.mappingNow", { entity: known.entity_name, source: known.source }) }] : []),
    ...mappings.map((kept) => ({
      value: mappingKey(kept),
      label:
        kept.id === null
          ? t("sources.mappingLast", { entity: kept.entity_name, source: kept.source, no: kept.batch_no })
          : t("sources.mappingNamed", { entity: kept.entity_name, source: kept.source, name: kept.name }),
    })),
  ];
  return (
    <Form.Item name="mapping" label={t("sources.mapping")} rules={[{ required: true, message: t("sources.mappingNeeded") }]} extra={t("sources.mappingHint")}>
      <Select options={options} />
    </Form.Item>
  );
}

function When() {
  const { t } = useTranslation("data");
  const when = Form.useWatch<Fields["when"]>("when") ?? "interval";
  return (
    <Form.Item label={t("sources.when")}>
      <div className={own.pair}>
        <Form.Item name="when" noStyle>
          <Segmented options={[{ value: "interval", label: t("sources.interval") }, { value: "daily", label: t("sources.daytime") }]} />
        </Form.Item>
        {when === "interval" ? (
          <Form.Item name="every_minutes" noStyle rules={[{ required: true, message: t("sources.needed") }]}>
            <InputNumber min={5} max={10080} suffix={t("sources.minutes")} aria-label={t("sources.minutes")} />
          </Form.Item>
        ) : (
          <Form.Item name="daily_at" noStyle rules={[{ required: true, pattern: /^([01]\d|2[0-3]):[0-5]\d$/, message: "02:30" }]}>
            <Input type="time" aria-label={t("sources.daytime")} suffix={t("sources.companyTime")} style={{ width: 200 }} />
          </Form.Item>
        )}
      </div>
    </Form.Item>
  );
}
