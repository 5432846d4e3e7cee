import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";
import { SESSION_KEY } from "@/session/session";

export type PasswordChange = components["schemas"]["PasswordChange"];

/** Changes one's own password; the session is read again, since it is no longer in debt of a change. */
export function useChangePassword() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: PasswordChange) => answer(api.POST("/api/v1/me/password", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: SESSION_KEY }),
  });
}
