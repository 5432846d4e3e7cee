import { startTransition, useEffect, useState, type ReactNode } from "react";

import { Loading } from "@/kit/Loading";

/** A busy browser is given no more time than this. */
const AT_MOST_MS = 500;

type LaterProps = {
  /** Whether what stands in the window has come; until then nobody has time for what stands below. */
  when?: boolean;
  /** How many lines the placeholder has. */
  lines?: number;
  className?: string;
  children: ReactNode;
};

/**
 * What stands below the window at first: drawn when that has come and the browser has done with it. A placeholder keeps its
 * place until then, and says to whoever cannot see that more is to come.
 */
export function Later({ when = true, lines = 12, className, children }: LaterProps) {
  const tells = typeof requestIdleCallback === "function";
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    if (idle || !when || !tells) return;
    const waiting = requestIdleCallback(() => startTransition(() => setIdle(true)), { timeout: AT_MOST_MS });
    return () => cancelIdleCallback(waiting);
  }, [idle, when, tells]);
  if (idle || (when && !tells)) return children;
  return (
    <div className={className}>
      <Loading lines={lines} />
    </div>
  );
}
