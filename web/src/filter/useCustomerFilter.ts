import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import { readFilter, withFilter, writeFilter, type CustomerFilter } from "@/filter/customerFilter";

/**
 * The filter of the page, from its address. `filter` goes into a call as it is (`params: { query: filter }`) and into a
 * query key; `link` makes a path that carries it on, with more conditions if given.
 */
export function useCustomerFilter() {
  const [parameters, setParameters] = useSearchParams();
  const written = parameters.toString();
  const filter = useMemo(() => readFilter(new URLSearchParams(written)), [written]);

  const set = useCallback(
    (change: CustomerFilter) => setParameters((before) => writeFilter(before, { ...readFilter(before), ...change })),
    [setParameters],
  );
  const clear = useCallback(
    () => setParameters((before) => writeFilter(before, { as_of: readFilter(before).as_of })),
    [setParameters],
  );
  const link = useCallback(
    (path: string, more: CustomerFilter = {}) => withFilter(path, { ...filter, ...more }),
    [filter],
  );
  return { filter, set, clear, link };
}
