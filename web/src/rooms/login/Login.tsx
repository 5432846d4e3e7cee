import { Button, Form, Input } from "antd";
import { useState } from "react";

import { Problem } from "@/api/problem";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/login/Login.module.css";
import { LoginFrame, LoginProblem } from "@/rooms/login/LoginFrame";
import { useSignIn, type Credentials, type Session } from "@/session/session";

const codeOf = (error: Error | null) => (error instanceof Problem ? error.code : undefined);

/** Name and password, then the code of the second factor for who has one. */
export default function Login({ session }: { session: Session }) {
  const { t } = useTranslation("login");
  const signIn = useSignIn();
  const [known, setKnown] = useState<Credentials | null>(null);

  const send = (credentials: Credentials) =>
    signIn.mutate(credentials, {
      onError: (error) => {
        if (codeOf(error) === "code_required") setKnown(credentials);
      },
    });
  const shown = codeOf(signIn.error) === "code_required" ? null : signIn.error;
  return (
    <LoginFrame title={t("title")} company={session.company.name} version={session.version}>
      {shown && <SignInProblem error={shown} />}
      {known ? (
        <CodeForm busy={signIn.isPending} onCode={(code) => send({ ...known, code })} onBack={() => setKnown(null)} />
      ) : (
        <PasswordForm busy={signIn.isPending} onCredentials={send} />
      )}
    </LoginFrame>
  );
}

function SignInProblem({ error }: { error: Error }) {
  const { t } = useTranslation(["login", "kit"]);
  const problem = error instanceof Problem ? error : null;
  if (problem?.status === 0) return <LoginProblem text={t("kit:failed.unreachable")} next={t("kit:failed.unreachableNext")} />;
  return <LoginProblem text={error.message || t("kit:failed.unknown")} next={problem?.nextStep} />;
}

function PasswordForm({ busy, onCredentials }: { busy: boolean; onCredentials: (credentials: Credentials) => void }) {
  const { t } = useTranslation("login");
  return (
    <Form<Credentials> layout="vertical" requiredMark={false} onFinish={onCredentials}>
      <Form.Item name="username" label={t("username")} rules={[{ required: true, message: t("usernameMissing") }]}>
        <Input autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} size="large" />
      </Form.Item>
      <Form.Item name="password" label={t("password")} rules={[{ required: true, message: t("passwordMissing") }]}>
        <Input.Password autoComplete="current-password" size="large" />
      </Form.Item>
      <Button type="primary" htmlType="submit" size="large" block loading={busy}>
        {t("signIn")}
      </Button>
    </Form>
  );
}

function CodeForm({ busy, onCode, onBack }: { busy: boolean; onCode: (code: string) => void; onBack: () => void }) {
  const { t } = useTranslation("login");
  return (
    <Form<{ code: string }> layout="vertical" requiredMark={false} onFinish={({ code }) => onCode(code.trim())}>
      <p className={styles.hint}>{t("codeHint")}</p>
      <Form.Item name="code" label={t("code")} rules={[{ required: true, min: 6, message: t("codeMissing") }]}>
        <Input autoFocus autoComplete="one-time-code" spellCheck={false} size="large" />
      </Form.Item>
      <Button type="primary" htmlType="submit" size="large" block loading={busy}>
        {t("signIn")}
      </Button>
      <Button type="text" block onClick={onBack} style={{ marginTop: 8 }}>
        {t("back")}
      </Button>
    </Form>
  );
}
