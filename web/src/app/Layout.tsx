import { useEffect, useRef } from "react";
import { Outlet, ScrollRestoration, useLocation, useNavigate } from "react-router";

import { Header } from "@/app/Header";
import { KeyHelp } from "@/app/KeyHelp";
import styles from "@/app/Layout.module.css";
import { Rail, TabBar } from "@/app/Navigation";
import { useRoomsReady } from "@/app/useRoomsReady";
import { LiveProvider } from "@/live/LiveProvider";
import { useTranslation } from "@/locale/texts";
import { justArrived, useSession } from "@/session/session";

/** What stays while the rooms change: rail, header, and where the content goes. */
export function Layout() {
  const { t } = useTranslation("shell");
  const main = useRef<HTMLElement>(null);
  useFocusOnNewPage(main);
  useFirstRoom();
  useRoomsReady();
  return (
    <LiveProvider>
      <a className={styles.skip} href="#content">
        {t("skip")}
      </a>
      <div className={styles.frame}>
        <Rail />
        <Header />
        <main id="content" ref={main} className={styles.main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <TabBar />
      <KeyHelp />
      <ScrollRestoration />
    </LiveProvider>
  );
}

/** Moves the focus to the new page, so that a screen reader begins there. Not for changes within one page. */
function useFocusOnNewPage(main: React.RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation();
  const former = useRef(pathname);
  useEffect(() => {
    if (former.current !== pathname) main.current?.focus({ preventScroll: true });
    former.current = pathname;
  }, [pathname, main]);
}

/** Whose day begins with tasks is taken there after signing in, unless they came by an address of their own. */
function useFirstRoom(): void {
  const { user } = useSession();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  useEffect(() => {
    if (justArrived() && pathname === "/" && user.role.id === "account_manager") void navigate("/workbench", { replace: true });
  }, [pathname, user.role.id, navigate]);
}
