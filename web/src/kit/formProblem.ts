import type { FormInstance } from "antd";

import { Problem } from "@/api/problem";

/** Puts a refusal beside the fields it is about; tells whether all of it found a place there. */
export function showInForm<Values>(form: FormInstance<Values>, error: Error): boolean {
  if (!(error instanceof Problem)) return false;
  const told = error.errors.length ? error.errors : error.field ? [{ field: error.field, message: error.message }] : [];
  const known = new Set(Object.keys(form.getFieldsValue(true) as object));
  const fields = told
    .map(({ field, message }) => ({ name: field.split(".").findLast((part) => known.has(part)), message }))
    .filter((field) => field.name !== undefined);
  form.setFields(fields.map(({ name, message }) => ({ name: name as never, errors: [message] })));
  return told.length > 0 && fields.length === told.length;
}
