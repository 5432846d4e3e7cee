import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";

import { answer, api, rememberToken } from "@/api/client";
import type { components } from "@/api/schema";
import { COMPANY_PLACE } from "@/locale/formats";

export type Session = components["schemas"]["SessionAnswer"];
export type Me = components["schemas"]["Me"];
export type Credentials = components["schemas"]["SignIn"];

export const SESSION_KEY = ["session"] as const;

/** Who is signed in, asked once; the answer carries the token that writes need. */
export function useSessionQuery() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: async () => keep(await answer(api.GET("/api/v1/session"))),
    staleTime: Infinity,
  });
}

/** Signs in and puts the new session in place of the old. */
export function useSignIn() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (credentials: Credentials) =>
      keep(await answer(api.POST("/api/v1/session", { body: credentials }))),
    onSuccess: (session) => {
      arrived = true;
      cache.setQueryData(SESSION_KEY, session);
    },
  });
}

let arrived = false;

/** Whether the viewer has signed in a moment ago; told once. */
export function justArrived(): boolean {
  const told = arrived;
  arrived = false;
  return told;
}

/** Signs out; nothing that was read stays in memory. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/session")),
    onSettled: () => globalThis.location.assign("/"),
  });
}

export const SessionContext = createContext<(Session & { user: Me }) | null>(null);

/** The session of a page behind the login. */
export function useSession(): Session & { user: Me } {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession is for pages behind the login");
  return session;
}

/** Asks whether the viewer may do a thing: `const may = useMay(); may("tags.write")`. */
export function useMay(): (permission: string) => boolean {
  const { user } = useSession();
  return (permission) => user.permissions.includes(permission);
}

function keep(session: Session): Session {
  rememberToken(session.csrf_token);
  const { currency, timezone, days_behind: daysBehind } = session.company;
  Object.assign(COMPANY_PLACE, { currency, timezone, daysBehind });
  return session;
}
