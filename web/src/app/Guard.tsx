import type { ReactNode } from "react";

import { NoPermission } from "@/kit/NoPermission";
import { useMay } from "@/session/session";

/** The page for who may see it, the reason for who may not. The server decides again for every answer. */
export function Guard({ permission, children }: { permission?: string; children: ReactNode }) {
  const may = useMay();
  return !permission || may(permission) ? children : <NoPermission permission={permission} />;
}
