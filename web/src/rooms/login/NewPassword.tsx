import { Button } from "antd";

import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/login/Login.module.css";
import { LoginFrame } from "@/rooms/login/LoginFrame";
import { PasswordForm } from "@/session/PasswordForm";
import { useSignOut, type Me } from "@/session/session";

/** Asked of who signed in with a password that somebody else has set. */
export default function NewPassword({ user }: { user: Me }) {
  const { t } = useTranslation("login");
  const signOut = useSignOut();
  return (
    <LoginFrame title={t("newTitle")} company={user.display_name}>
      <p className={styles.hint}>{t("newHint")}</p>
      <PasswordForm />
      <Button type="text" block style={{ marginTop: 8 }} onClick={() => signOut.mutate()}>
        {t("signOut")}
      </Button>
    </LoginFrame>
  );
}
