import UserOutlined from "@ant-design/icons/UserOutlined";
import { Dropdown, type MenuProps } from "antd";
import { lazy, Suspense } from "react";
import { useNavigate } from "react-router";

import { Freshness } from "@/app/Freshness";
import styles from "@/app/Layout.module.css";
import { today } from "@/kit/today";
import { LiveState } from "@/live/LiveState";
import { spokenNow } from "@/locale";
import { useTranslation } from "@/locale/texts";
import { useSession, useSignOut } from "@/session/session";
import { usePreference } from "@/session/preferences";
import { useAppearance } from "@/theme/Appearance";

// With its list of choices it is a tenth of the first load, and nobody searches in the first moment.
const CustomerSearch = lazy(() => import("@/app/CustomerSearch"));

/** The bar at the top: find a customer, how fresh the results are, whose session this is. */
export function Header() {
  const { t } = useTranslation("shell");
  const { demo, company } = useSession();
  return (
    <header className={styles.bar}>
      <Suspense fallback={<span className={styles.search} />}>
        <CustomerSearch />
      </Suspense>
      <span className={styles.grow} />
      {demo && <span className={styles.demo}>{company.days_behind === 0 ? t("demo") : t("demoDay", { day: today() })}</span>}
      <LiveState />
      <Freshness />
      <PersonMenu />
    </header>
  );
}

function PersonMenu() {
  const { t } = useTranslation("shell");
  const { user } = useSession();
  return (
    <Dropdown trigger={["click"]} menu={usePersonMenu()}>
      <button type="button" className={styles.person} aria-label={t("account", { name: user.display_name })}>
        <UserOutlined aria-hidden />
        <span className={styles.personName}>{user.display_name}</span>
        {user.role.name !== user.display_name && <span className={styles.personRole}>{user.role.name}</span>}
      </button>
    </Dropdown>
  );
}

function usePersonMenu(): MenuProps {
  const { t } = useTranslation("shell");
  const { user } = useSession();
  const { mode } = useAppearance();
  const navigate = useNavigate();
  const prefer = usePreference();
  const signOut = useSignOut();
  const items: MenuProps["items"] = [
    { key: "scope", disabled: true, label: `${t("scope")}: ${user.scope.text}` },
    { key: "account", label: t("myAccount") },
    { key: "mode", label: mode === "dark" ? t("light") : t("dark") },
    { key: "language", label: t("language") },
    { type: "divider" },
    { key: "signOut", label: t("signOut") },
  ];
  const actions: Record<string, () => unknown> = {
    account: () => navigate("/settings/account"),
    mode: () => prefer({ dark: mode !== "dark" }),
    language: () => prefer({ language: spokenNow() === "zh" ? "en" : "zh" }),
    signOut: () => signOut.mutate(),
  };
  return { items, onClick: ({ key }) => void actions[key]?.() };
}
