import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import { speak, type Spoken } from "@/locale";
import { SESSION_KEY, type Session } from "@/session/session";
import { useAppearance } from "@/theme/Appearance";

type Preference = { language?: Spoken; dark?: boolean };

/** Changes language or mode at once on the screen, and with the account so that it holds everywhere. */
export function usePreference(): (preference: Preference) => Promise<void> {
  const cache = useQueryClient();
  const { choose } = useAppearance();
  const save = useMutation({ mutationFn: (preference: Preference) => answer(api.PATCH("/api/v1/me", { body: preference })) });

  return async (preference) => {
    cache.setQueryData(SESSION_KEY, (session?: Session) => merged(session, preference));
    if (preference.dark !== undefined) choose(preference.dark ? "dark" : "light");
    if (preference.language) await speak(preference.language);
    await save.mutateAsync(preference);
    // Names and reasons arrive in the language asked for, so all that was read is asked again.
    if (preference.language) await cache.invalidateQueries();
  };
}

function merged(session: Session | undefined, preference: Preference): Session | undefined {
  return session?.user ? { ...session, user: { ...session.user, ...preference } } : session;
}
