/** More than this and the condition would be longer than the server reads. */
export const MOST_CHOSEN = 200;

/** A condition that fits exactly these customers. */
export function whereOf(ids: readonly string[]): string {
  const quoted = ids.map((id) => `"${id.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`);
  return `customer_id in (${quoted.join(", ")})`;
}
