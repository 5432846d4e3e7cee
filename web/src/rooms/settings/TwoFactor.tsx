import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input, QRCode } from "antd";
import { useState } from "react";

import { showInForm } from "@/kit/formProblem";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { beginTwoFactor, confirmTwoFactor, endTwoFactor } from "@/rooms/settings/queries";
import styles from "@/rooms/settings/Settings.module.css";
import { SESSION_KEY, useSession } from "@/session/session";

/** The second factor: off, being set up, or on. The recovery codes are shown once, right after it is set up. */
export function TwoFactor() {
  const { user } = useSession();
  const [recovery, setRecovery] = useState<string[] | null>(null);
  const begin = useMutation({ mutationFn: beginTwoFactor });
  if (recovery) return <Recovery codes={recovery} onDone={() => setRecovery(null)} />;
  if (user.two_factor) return <On />;
  if (begin.data) return <Enrol enrolment={begin.data} onRecovery={setRecovery} />;
  return <Off onBegin={() => begin.mutate()} busy={begin.isPending} />;
}

function Off({ onBegin, busy }: { onBegin: () => void; busy: boolean }) {
  const { t } = useTranslation("settings");
  return (
    <>
      <p style={{ marginBottom: 10 }}>{t("twoFactor.off")}</p>
      <Button onClick={onBegin} loading={busy}>
        {t("twoFactor.begin")}
      </Button>
    </>
  );
}

type EnrolProps = { enrolment: { secret: string; uri: string }; onRecovery: (codes: string[]) => void };

function Enrol({ enrolment, onRecovery }: EnrolProps) {
  const { t } = useTranslation("settings");
  const [form] = Form.useForm<{ code: string }>();
  const tell = useTell();
  const cache = useQueryClient();
  const confirm = useMutation({
    mutationFn: ({ code }: { code: string }) => confirmTwoFactor(code.trim()),
    onSuccess: ({ recovery_codes }) => {
      onRecovery(recovery_codes);
      void cache.invalidateQueries({ queryKey: SESSION_KEY });
    },
    onError: (error) => showInForm(form, error) || tell.failed(error),
  });
  return (
    <div className={styles.enrol}>
      <QRCode value={enrolment.uri} size={148} color="#000000" bgColor="#ffffff" aria-label={t("twoFactor.picture")} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={confirm.mutate} style={{ flex: "1 1 200px" }}>
        <p style={{ marginBottom: 8 }}>{t("twoFactor.scan")}</p>
        <code className={styles.secret}>{enrolment.secret}</code>
        <Form.Item name="code" label={t("twoFactor.code")} style={{ marginTop: 10 }} rules={[{ required: true, min: 6, message: t("twoFactor.codeMissing") }]}>
          <Input autoComplete="one-time-code" inputMode="numeric" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={confirm.isPending}>
          {t("twoFactor.confirm")}
        </Button>
      </Form>
    </div>
  );
}

function Recovery({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation("settings");
  return (
    <>
      <p>{t("twoFactor.recovery")}</p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Button onClick={onDone}>{t("twoFactor.kept")}</Button>
    </>
  );
}

function On() {
  const { t } = useTranslation("settings");
  const [form] = Form.useForm<{ password: string }>();
  const tell = useTell();
  const cache = useQueryClient();
  const end = useMutation({
    mutationFn: ({ password }: { password: string }) => endTwoFactor(password),
    onSuccess: () => cache.invalidateQueries({ queryKey: SESSION_KEY }),
    onError: (error) => showInForm(form, error) || tell.failed(error),
  });
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={end.mutate} className={styles.form}>
      <p style={{ marginBottom: 10 }}>{t("twoFactor.on")}</p>
      <Form.Item name="password" label={t("twoFactor.password")} rules={[{ required: true, message: t("twoFactor.passwordMissing") }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button danger htmlType="submit" loading={end.isPending}>
        {t("twoFactor.end")}
      </Button>
    </Form>
  );
}
