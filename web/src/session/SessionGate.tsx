import { lazy, Suspense, useEffect, type ReactNode } from "react";

import { Failed } from "@/kit/Failed";
import { Loading } from "@/kit/Loading";
import { speak } from "@/locale";
import { SessionContext, useSessionQuery, type Me } from "@/session/session";
import { useAppearance } from "@/theme/Appearance";

const Login = lazy(() => import("@/rooms/login/Login"));
const NewPassword = lazy(() => import("@/rooms/login/NewPassword"));

/** The console for who is signed in, the login for who is not. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { data: session, error, refetch } = useSessionQuery();
  usePreferences(session?.user);

  if (error) return <Failed error={error} retry={refetch} page />;
  if (!session) return <Loading page />;
  if (!session.user) return <Suspense fallback={<Loading page />}><Login session={session} /></Suspense>;
  if (session.user.must_change_password) return <Suspense fallback={<Loading page />}><NewPassword user={session.user} /></Suspense>;
  return <SessionContext value={{ ...session, user: session.user }}>{children}</SessionContext>;
}

function usePreferences(user: Me | null | undefined): void {
  const { choose } = useAppearance();
  const language = user?.language;
  const dark = user?.dark;

  useEffect(() => {
    if (language === "zh" || language === "en") void speak(language);
  }, [language]);
  useEffect(() => {
    // Not set means: as the system has it.
    if (typeof dark === "boolean") choose(dark ? "dark" : "light");
  }, [dark, choose]);
}
