import type { PolicyDraft, Policies } from "@/rooms/reviews/queries";

/** What the form of all policies holds, by their ids. */
export type PolicyFields = Record<string, Omit<PolicyDraft, "id"> & { params: Record<string, number> }>;

/** The policies as a form shows them. */
export const fieldsOf = ({ policies }: Policies): PolicyFields =>
  Object.fromEntries(
    policies.map(({ id, on, params, deadline_days, on_lapse }) => [
      id,
      { on, deadline_days, on_lapse, params: Object.fromEntries(params.map((param) => [param.id, param.value])) },
    ]),
  );

/** The policies as they shall be. */
export const draftsOf = (fields: PolicyFields): PolicyDraft[] => Object.entries(fields).map(([id, fields]) => ({ id, ...fields }));
