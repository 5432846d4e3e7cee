import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";

import { Failed } from "@/kit/Failed";
import { Loading } from "@/kit/Loading";
import { speak, type Spoken } from "@/locale";
import { useTranslation } from "@/locale/texts";
import { SESSION_KEY, SessionContext, useSessionQuery, type Me } from "@/session/session";
import { useAppearance } from "@/theme/Appearance";

const Login = lazy(() => import("@/rooms/login/Login"));
const NewPassword = lazy(() => import("@/rooms/login/NewPassword"));

/** The console for who is signed in, the login for who is not. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { data: session, error, refetch } = useSessionQuery();
  const settled = usePreferences(session?.user);

  if (error) return <Failed error={error} retry={refetch} page />;
  if (!session || !settled) return <Loading page />;
  if (!session.user) return <Suspense fallback={<Loading page />}><Login session={session} /></Suspense>;
  if (session.user.must_change_password) return <Suspense fallback={<Loading page />}><NewPassword user={session.user} /></Suspense>;
  return <SessionContext value={{ ...session, user: session.user }}>{children}</SessionContext>;
}

/** Brings the screen to what the viewer prefers; false until it speaks their language, so that nothing is asked in another. */
function usePreferences(user: Me | null | undefined): boolean {
  const { language: screen } = useTranslation();
  const { choose } = useAppearance();
  const cache = useQueryClient();
  const language = user?.language;
  const dark = user?.dark;
  const spoken = (language !== "zh" && language !== "en") || screen === language;
  const [begun, setBegun] = useState(false);
  if (user && spoken && !begun) setBegun(true);

  useEffect(() => {
    if (spoken) return;
    const speaking = speak(language as Spoken);
    // The session itself, with the names of role and scope, came in the language of before. Later the page stays.
    if (!begun) void speaking.then(() => cache.invalidateQueries({ queryKey: SESSION_KEY }));
  }, [language, spoken, begun, cache]);
  useEffect(() => {
    // Not set means: as the system has it.
    if (typeof dark === "boolean") choose(dark ? "dark" : "light");
  }, [dark, choose]);
  return begun || spoken;
}
