import { startTransition, useEffect, useState, type ReactNode } from "react";

import { Loading } from "@/kit/Loading";

/** A busy browser is given no more time than this. */
const AT_MOST_MS = 500;

type LaterProps = {
  /** How many lines the placeholder has. */
  lines?: number;
  className?: string;
  children: ReactNode;
};

/**
 * What stands below the window at first: drawn when the browser has done with what stands in it. A placeholder keeps
 * its place until then, and says to whoever cannot see that more is to come.
 */
export function Later({ lines = 12, className, children }: LaterProps) {
  const [due, setDue] = useState(typeof requestIdleCallback !== "function");
  useEffect(() => {
    if (due) return;
    const waiting = requestIdleCallback(() => startTransition(() => setDue(true)), { timeout: AT_MOST_MS });
    return () => cancelIdleCallback(waiting);
  }, [due]);
  if (due) return children;
  return (
    <div className={className}>
      <Loading lines={lines} />
    </div>
  );
}
