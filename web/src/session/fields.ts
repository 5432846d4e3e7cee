import { useQuery } from "@tanstack/react-query";

import { answer, api } from "@/api/client";

/** Every field that a list can show and a condition can use. Changes only with the version of the program. */
export const useFields = (enabled = true) =>
  useQuery({ queryKey: ["fields"], queryFn: () => answer(api.GET("/api/v1/fields")), staleTime: Infinity, enabled });

/** The name of a field by its id; the id itself while names are on their way. */
export function useFieldNames(): (id: string) => string {
  const { data } = useFields();
  return (id) => data?.find((field) => field.id === id)?.name ?? id;
}
