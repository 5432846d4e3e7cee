import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Failed } from "@/kit/Failed";
import { Loading } from "@/kit/Loading";

type LoadedProps<T> = {
  query: Pick<UseQueryResult<T>, "data" | "error" | "refetch">;
  /** How many lines the placeholder has. */
  lines?: number;
  page?: boolean;
  children: (data: T) => ReactNode;
};

/** What a query answered; its placeholder while it is on its way, its refusal where it failed. */
export function Loaded<T>({ query, lines, page, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} retry={query.refetch} page={page} />;
  return <Loading lines={lines} page={page} />;
}
