import type { Quality } from "@/rooms/data/queries";

const MOST_FINDINGS = 30;

/** The sources of some batches, the busiest first. */
export function sourcesOf(batches: Quality[]): string[] {
  const counts = new Map<string, number>();
  for (const { source } of batches) counts.set(source, (counts.get(source) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([source]) => source);
}

export type Remark = { batch: number; severity: "note" | "warning"; name: string; text: string };

/** What is remarkable about the batches, the newest first and warnings before notes. */
export function remarkable(batches: Quality[]): Remark[] {
  const found = batches.flatMap((one) =>
    one.findings.map((finding) => ({
      batch: one.batch_no,
      severity: finding.severity,
      name: finding.audit_name,
      text: finding.text,
    })),
  );
  const weight = { warning: 0, note: 1 };
  return found.sort((a, b) => b.batch - a.batch || weight[a.severity] - weight[b.severity]).slice(0, MOST_FINDINGS);
}
