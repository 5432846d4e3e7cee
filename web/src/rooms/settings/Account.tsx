import { Button, Form, Input, Segmented } from "antd";

import { useConfirm } from "@/kit/Confirm";
import { Failed } from "@/kit/Failed";
import { showInForm } from "@/kit/formProblem";
import { Loading } from "@/kit/Loading";
import { Moment } from "@/kit/numbers";
import { Panel } from "@/kit/Panel";
import { useTell } from "@/kit/useTell";
import { spokenNow, type Spoken } from "@/locale";
import { useTranslation } from "@/locale/texts";
import { browserName } from "@/rooms/settings/browserName";
import { changeMe, endMySession, useMySessions, useWrite } from "@/rooms/settings/queries";
import styles from "@/rooms/settings/Settings.module.css";
import { TwoFactor } from "@/rooms/settings/TwoFactor";
import { PasswordForm } from "@/session/PasswordForm";
import { usePreference } from "@/session/preferences";
import { SESSION_KEY, useSession } from "@/session/session";
import { useAppearance } from "@/theme/Appearance";

/** One's own account: name, language, light or dark, password, second factor, where one is signed in. */
export default function Account() {
  const { t } = useTranslation("settings");
  return (
    <div className={styles.columns}>
      <Panel title={t("me.title")}>
        <Identity />
        <Preferences />
      </Panel>
      <Panel title={t("me.password")}>
        <div className={styles.form}>
          <PasswordForm />
        </div>
      </Panel>
      <div className={styles.stack}>
        <Panel title={t("twoFactor.title")}>
          <TwoFactor />
        </Panel>
        <Panel title={t("sessions.title")} about={t("sessions.about")}>
          <Sessions />
        </Panel>
      </div>
    </div>
  );
}

function Identity() {
  const { t } = useTranslation("settings");
  const { user } = useSession();
  const [form] = Form.useForm<{ display_name: string }>();
  const save = useWrite(changeMe, SESSION_KEY);
  const tell = useTell();
  const send = (values: { display_name: string }) =>
    save.mutate(values, {
      onSuccess: () => tell.done(t("saved")),
      onError: (error) => showInForm(form, error) || tell.failed(error),
    });
  return (
    <>
      <dl className={styles.facts}>
        <dt>{t("me.username")}</dt>
        <dd>{user.username}</dd>
        <dt>{t("me.role")}</dt>
        <dd>{user.role.name}</dd>
        <dt>{t("me.scope")}</dt>
        <dd>{user.scope.text}</dd>
      </dl>
      <Form form={form} layout="vertical" className={styles.form} initialValues={{ display_name: user.display_name }} onFinish={send}>
        <Form.Item label={t("me.displayName")} htmlFor="display-name">
          <div className={styles.row} style={{ flexWrap: "nowrap" }}>
            <Form.Item name="display_name" noStyle rules={[{ required: true, max: 80, message: t("me.displayNameMissing") }]}>
              <Input id="display-name" autoComplete="name" />
            </Form.Item>
            <Button htmlType="submit" loading={save.isPending}>
              {t("save")}
            </Button>
          </div>
        </Form.Item>
      </Form>
    </>
  );
}

function Preferences() {
  const { t } = useTranslation("settings");
  const { mode } = useAppearance();
  const prefer = usePreference();
  const tell = useTell();
  const languages = [
    { value: "zh", label: "中文" },
    { value: "en", label: "English" },
  ];
  const modes = [
    { value: "light", label: t("me.light") },
    { value: "dark", label: t("me.dark") },
  ];
  return (
    <dl className={styles.facts} style={{ alignItems: "center", rowGap: 10 }}>
      <dt>{t("me.language")}</dt>
      <dd>
        <Segmented<string>
          aria-label={t("me.language")}
          options={languages}
          value={spokenNow()}
          onChange={(language) => void prefer({ language: language as Spoken }).catch(tell.failed)}
        />
      </dd>
      <dt>{t("me.mode")}</dt>
      <dd>
        <Segmented<string>
          aria-label={t("me.mode")}
          options={modes}
          value={mode}
          onChange={(chosen) => void prefer({ dark: chosen === "dark" }).catch(tell.failed)}
        />
      </dd>
    </dl>
  );
}

function Sessions() {
  const { t } = useTranslation("settings");
  const { data: sessions, error, refetch } = useMySessions();
  const end = useWrite(endMySession, ["me", "sessions"]);
  const confirm = useConfirm();
  const tell = useTell();
  if (error) return <Failed error={error} retry={refetch} />;
  if (!sessions) return <Loading lines={2} />;
  const ask = async (id: string) => {
    if (await confirm({ title: t("sessions.endAsk"), yes: t("sessions.end") })) end.mutate(id, { onError: tell.failed });
  };
  return (
    <ul className={styles.list}>
      {sessions.map((session) => (
        <li key={session.id}>
          <div>
            <span title={session.browser}>{browserName(session.browser)}</span> {session.current && <strong>· {t("sessions.here")}</strong>}
            <div className={styles.faint}>
              {session.address} · {t("sessions.seen")} <Moment value={session.last_seen_at} />
            </div>
          </div>
          {!session.current && (
            <Button size="small" onClick={() => void ask(session.id)}>
              {t("sessions.end")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
