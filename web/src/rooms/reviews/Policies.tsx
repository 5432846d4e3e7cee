import { Button, Form, Input, InputNumber, Radio, Switch } from "antd";

import { Loaded } from "@/kit/Loaded";
import { PageHead } from "@/kit/PageHead";
import { Panel } from "@/kit/Panel";
import { showInForm } from "@/kit/formProblem";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { draftsOf, fieldsOf, type PolicyFields } from "@/rooms/reviews/policies";
import { type Policies as Answer, type Policy, useKeepPolicies, usePolicies } from "@/rooms/reviews/queries";
import styles from "@/rooms/reviews/Reviews.module.css";
import { ReviewTabs } from "@/rooms/reviews/ReviewTabs";
import { useMay } from "@/session/session";

const LONGEST_DEADLINE_DAYS = 90;

/** Which changes wait for a person, how long, and what happens when nobody decides. */
export default function Policies() {
  const { t } = useTranslation("reviews");
  return (
    <>
      <PageHead title={t("policies.title")} about={t("policies.about")} />
      <ReviewTabs />
      <Loaded query={usePolicies()} lines={8}>
        {(answer) => (
          <>
            <PolicyForm key={answer.version} answer={answer} />
            <Versions answer={answer} />
          </>
        )}
      </Loaded>
    </>
  );
}

function PolicyForm({ answer }: { answer: Answer }) {
  const { t } = useTranslation("reviews");
  const [form] = Form.useForm<{ policies: PolicyFields; note?: string }>();
  const tell = useTell();
  const keep = useKeepPolicies();
  const closed = !useMay()("schemes.publish");
  const send = ({ policies, note = "" }: { policies: PolicyFields; note?: string }) =>
    keep.mutate(
      { policies: draftsOf(policies), note: note.trim(), expected_version: answer.version },
      {
        onSuccess: () => tell.done(t("policies.kept")),
        onError: (error) => showInForm(form, error) || tell.failed(error),
      },
    );
  return (
    <Form form={form} layout="vertical" requiredMark={false} disabled={closed} initialValues={{ policies: fieldsOf(answer) }} onFinish={send}>
      <div className={styles.policies}>
        {answer.policies.map((policy) => (
          <PolicyPanel key={policy.id} policy={policy} />
        ))}
      </div>
      {closed ? (
        <p className={styles.about}>{t("policies.closed")}</p>
      ) : (
        <div className={styles.keep}>
          <Form.Item name="note" label={t("policies.note")}>
            <Input maxLength={1000} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={keep.isPending}>
            {t("policies.save")}
          </Button>
        </div>
      )}
    </Form>
  );
}

function PolicyPanel({ policy }: { policy: Policy }) {
  const { t } = useTranslation("reviews");
  const at = (...path: string[]) => ["policies", policy.id, ...path];
  const needed = [{ required: true, message: t("policies.needed") }];
  return (
    <Panel title={policy.name}>
      <p className={styles.about}>{policy.meaning}</p>
      <Form.Item name={at("on")} label={t("policies.on")} valuePropName="checked" layout="horizontal">
        <Switch />
      </Form.Item>
      {policy.params.map(({ id, name, low, high }) => (
        <Form.Item key={id} name={at("params", id)} label={name} rules={needed}>
          <InputNumber min={low} max={high} precision={0} />
        </Form.Item>
      ))}
      <Form.Item name={at("deadline_days")} label={t("policies.deadline")} rules={needed}>
        <InputNumber min={1} max={LONGEST_DEADLINE_DAYS} precision={0} suffix={t("policies.days")} />
      </Form.Item>
      {/* A policy that keeps nothing back has nothing to do or to leave when its time has passed. */}
      <Form.Item name={at("on_lapse")} label={t("policies.lapse")} hidden={!policy.holds}>
        <Radio.Group
          options={[
            { value: "execute", label: t("policies.execute") },
            { value: "keep", label: t("policies.keep") },
          ]}
        />
      </Form.Item>
    </Panel>
  );
}

function Versions({ answer: { versions } }: { answer: Answer }) {
  const { t } = useTranslation("reviews");
  const formats = useFormats();
  if (versions.length === 0) return <p className={styles.about}>{t("policies.never")}</p>;
  return (
    <Panel title={t("policies.versions")} className={styles.versions}>
      <ul>
        {versions.map(({ version, at, by, note }) => (
          <li key={version}>
            {t("policies.version", { version, at: formats.moment(at), by })} {note}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
