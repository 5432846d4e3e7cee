import { App, Button, Form, Input, Switch } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";

import { Problem } from "@/api/problem";
import { ConditionEditor } from "@/condition/ConditionEditor";
import { CountsLine } from "@/condition/CountsLine";
import { useCondition, useCounts, type Condition } from "@/condition/useCondition";
import { useConfirm } from "@/kit/Confirm";
import { showInForm } from "@/kit/formProblem";
import { Loaded } from "@/kit/Loaded";
import { PageHead } from "@/kit/PageHead";
import { Panel } from "@/kit/Panel";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { useRemoveSegment, useSaveSegment, useSegment, type Segment as Known, type SegmentChange } from "@/rooms/segments/queries";
import styles from "@/rooms/segments/Segments.module.css";
import { useMay } from "@/session/session";

/** One segment, to look at or to change; `/segments/new` makes one, from `?where=` or `?ids=` if these are given. */
export default function Segment() {
  const { id = "new" } = useParams();
  const segment = useSegment(id === "new" ? null : Number(id));
  if (id === "new") return <Editor key="new" />;
  return (
    <Loaded query={segment} page lines={8}>
      {(known) => <Editor key={`${known.id} ${known.version}`} segment={known} />}
    </Loaded>
  );
}

type Names = Pick<SegmentChange, "name" | "description" | "shared">;

function Editor({ segment }: { segment?: Known }) {
  const { t } = useTranslation("segments");
  const [parameters] = useSearchParams();
  const may = useMay();
  const [form] = Form.useForm<Names>();
  const ids = segment?.customer_ids ?? parameters.getAll("id");
  const kind = segment?.kind ?? (ids.length > 0 ? "list" : "rule");
  const [members, setMembers] = useState<string[]>(ids);
  const condition = useCondition(segment?.where ?? parameters.get("where") ?? "");
  const save = useSave(form, segment);
  const mine = may("segments.write") && (segment?.mine ?? true);

  const submit = (names: Names) => {
    const where = kind === "rule" ? condition.checked?.text_en : null;
    save.keep({ ...names, kind, where, customer_ids: kind === "list" ? members : [] });
  };
  const ready = kind === "list" ? members.length > 0 : condition.checked?.valid;
  return (
    <>
      <PageHead
        title={segment?.name ?? t("make")}
        about={segment && <About segment={segment} />}
        actions={
          <>
            {segment && <Link to={`/customers?segment=${segment.id}`}>{t("seeCustomers")}</Link>}
            {segment && mine && <Remove segment={segment} />}
            {mine && (
              <Button type="primary" disabled={!ready} loading={save.pending} onClick={form.submit}>
                {t("keep")}
              </Button>
            )}
          </>
        }
      />
      {segment?.problem && <p className={styles.problem} role="alert">{segment.problem}</p>}
      <div className={styles.page}>
        <Panel title={t("describe")}>
          <Form
            form={form}
            layout="vertical"
            requiredMark={false}
            disabled={!mine}
            initialValues={segment ?? { name: "", description: "", shared: false }}
            onFinish={submit}
          >
            <Form.Item name="name" label={t("name")} rules={[{ required: true, message: t("nameNeeded") }]}>
              <Input maxLength={120} />
            </Form.Item>
            <Form.Item name="description" label={t("description")}>
              <Input.TextArea maxLength={2000} autoSize={{ minRows: 2 }} />
            </Form.Item>
            <Form.Item name="shared" label={t("sharing")} valuePropName="checked" help={t("sharingHelp")}>
              <Switch size="small" />
            </Form.Item>
          </Form>
          {!mine && segment && <SaveAsOwn segment={segment} />}
        </Panel>
        {kind === "rule" ? <Rule condition={condition} /> : <Members ids={members} onChange={mine ? setMembers : undefined} />}
      </div>
    </>
  );
}

function About({ segment }: { segment: Known }) {
  const { t } = useTranslation("segments");
  const formats = useFormats();
  return t("aboutOne", { owner: segment.owner, version: segment.version, by: segment.updated_by, at: formats.moment(segment.updated_at) });
}

function Rule({ condition }: { condition: Condition }) {
  const { t } = useTranslation("segments");
  const counts = useCounts(condition.checked?.valid ? condition.checked.json : null);
  return (
    <Panel title={t("condition")} about={t("conditionAbout")}>
      <CountsLine counts={condition.empty ? undefined : counts.data} pending={counts.isFetching || condition.pending} />
      <div className={styles.editor}>
        <ConditionEditor condition={condition} label={t("condition")} />
      </div>
    </Panel>
  );
}

function Members({ ids, onChange }: { ids: string[]; onChange?: (ids: string[]) => void }) {
  const { t } = useTranslation("segments");
  const [text, setText] = useState(ids.join("\n"));
  return (
    <Panel title={t("members", { count: ids.length })} about={t("membersAbout")}>
      <Input.TextArea
        aria-label={t("members", { count: ids.length })}
        className={styles.ids}
        autoSize={{ minRows: 6, maxRows: 24 }}
        readOnly={!onChange}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          onChange?.([...new Set(event.target.value.split(/[\s,，;；]+/).filter(Boolean))]);
        }}
      />
    </Panel>
  );
}

function useSave(form: ReturnType<typeof Form.useForm<Names>>[0], segment?: Known) {
  const { t } = useTranslation("segments");
  const save = useSaveSegment();
  const tell = useTell();
  const navigate = useNavigate();
  const { modal } = App.useApp();
  const refused = (error: Error) => {
    if (error instanceof Problem && error.code === "stale") {
      modal.warning({ title: error.message, content: t("staleText"), okText: t("iSee") });
    } else if (!showInForm(form, error)) tell.failed(error);
  };
  const keep = (change: SegmentChange) => {
    const done = (kept: Known) => (tell.done(t("kept")), void navigate(`/segments/${kept.id}`, { replace: true }));
    save.mutate({ seen: segment, change }, { onSuccess: done, onError: refused });
  };
  return { keep, pending: save.isPending };
}

function Remove({ segment }: { segment: Known }) {
  const { t } = useTranslation("segments");
  const confirm = useConfirm();
  const tell = useTell();
  const navigate = useNavigate();
  const remove = useRemoveSegment();
  const ask = async () => {
    if (!(await confirm({ title: t("removeAsk", { name: segment.name }), yes: t("remove"), danger: true }))) return;
    remove.mutate(segment.id, { onSuccess: () => void navigate("/segments"), onError: tell.failed });
  };
  return (
    <Button danger loading={remove.isPending} onClick={() => void ask()}>
      {t("remove")}
    </Button>
  );
}

function SaveAsOwn({ segment }: { segment: Known }) {
  const { t } = useTranslation("segments");
  const may = useMay();
  if (!may("segments.write") || segment.kind !== "rule" || !segment.where) return <p className={styles.quiet}>{t("notYours", { owner: segment.owner })}</p>;
  return (
    <p className={styles.quiet}>
      {t("notYours", { owner: segment.owner })} <Link to={`/segments/new?${new URLSearchParams({ where: segment.where })}`}>{t("saveAsOwn")}</Link>
    </p>
  );
}
