import { Button, Form, InputNumber, Radio, Switch } from "antd";
import { useTranslation } from "react-i18next";

import { Loaded } from "@/kit/Loaded";
import { PageHead } from "@/kit/PageHead";
import { Panel } from "@/kit/Panel";
import { showInForm } from "@/kit/formProblem";
import { useTell } from "@/kit/useTell";
import type { ReviewPolicy } from "@/live/shapes";
import { type PolicyWish, useKeepPolicy, usePolicies } from "@/rooms/reviews/queries";
import styles from "@/rooms/reviews/Reviews.module.css";
import { ReviewTabs } from "@/rooms/reviews/ReviewTabs";
import { useMay } from "@/session/session";

/** Which changes wait for a person, how long, and what happens when nobody decides. */
export default function Policies() {
  const { t } = useTranslation("reviews");
  return (
    <>
      <PageHead title={t("policies.title")} about={t("policies.about")} />
      <ReviewTabs />
      <Loaded query={usePolicies()} lines={8}>
        {(policies) => (
          <div className={styles.policies}>
            {policies.map((policy) => (
              <Policy key={`${policy.id} ${policy.version}`} policy={policy} />
            ))}
          </div>
        )}
      </Loaded>
    </>
  );
}

const LONGEST_DEADLINE_DAYS = 90;

function Policy({ policy }: { policy: ReviewPolicy }) {
  const { t } = useTranslation("reviews");
  const [form] = Form.useForm<PolicyWish>();
  const tell = useTell();
  const keep = useKeepPolicy(policy.id);
  const closed = !useMay()("reviews.decide");
  const send = (wish: PolicyWish) =>
    keep.mutate(
      { ...wish, params: wish.params ?? {} },
      {
        onSuccess: () => tell.done(t("policies.kept")),
        onError: (error) => showInForm(form, error) || tell.failed(error),
      },
    );
  return (
    <Panel title={policy.name} about={t("policies.version", { version: policy.version })}>
      <p className={styles.about}>{policy.meaning}</p>
      <Form form={form} layout="vertical" requiredMark={false} disabled={closed} initialValues={policy} onFinish={send}>
        <Form.Item name="on" label={t("policies.on")} valuePropName="checked" layout="horizontal">
          <Switch />
        </Form.Item>
        {(policy.params_meaning ?? []).map(({ id, name, lowest, highest }) => (
          <Form.Item key={id} name={["params", id]} label={name} rules={[{ required: true, message: t("policies.needed") }]}>
            <InputNumber min={lowest} max={highest} precision={0} />
          </Form.Item>
        ))}
        <Form.Item name="deadline_days" label={t("policies.deadline")} rules={[{ required: true, message: t("policies.needed") }]}>
          <InputNumber min={1} max={LONGEST_DEADLINE_DAYS} precision={0} suffix={t("policies.days")} />
        </Form.Item>
        <Form.Item name="on_lapse" label={t("policies.lapse")}>
          <Radio.Group
            options={[
              { value: "execute", label: t("policies.execute") },
              { value: "keep", label: t("policies.keep") },
            ]}
          />
        </Form.Item>
        {!closed && (
          <Button htmlType="submit" loading={keep.isPending}>
            {t("policies.save")}
          </Button>
        )}
      </Form>
    </Panel>
  );
}
