import { QueryClient } from "@tanstack/react-query";

import { Problem } from "@/api/problem";

const MOST_RETRIES = 2;

/**
 * The cache of answers. Results change only when a grading is published, so answers stay fresh for a minute and the
 * former page stays on screen while the next one loads. Refusals are final; only what may pass is tried again.
 */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 60_000, gcTime: 10 * 60_000, refetchOnWindowFocus: false, retry: mayPass(onSignedOut) },
      mutations: { retry: false, onError: (error) => watchSignOut(error, onSignedOut) },
    },
  });
}

function mayPass(onSignedOut: () => void) {
  return (failures: number, error: Error): boolean => {
    watchSignOut(error, onSignedOut);
    const passing = error instanceof Problem && (error.status === 0 || error.status >= 502);
    return passing && failures < MOST_RETRIES;
  };
}

function watchSignOut(error: Error, onSignedOut: () => void): void {
  if (error instanceof Problem && error.status === 401 && !["login_failed", "code_required"].includes(error.code)) {
    onSignedOut();
  }
}
