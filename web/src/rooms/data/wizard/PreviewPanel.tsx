import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { useSettled } from "@/condition/useSettled";
import { Failed } from "@/kit/Failed";
import { Loading } from "@/kit/Loading";
import { Panel } from "@/kit/Panel";
import { useTranslation } from "@/locale/texts";
import { type Preview, previewMapping } from "@/rooms/data/queries";
import type { Findings } from "@/rooms/data/wizard/findings";
import type { Mapping } from "@/rooms/data/wizard/mapping";
import { shownValue } from "@/rooms/data/wizard/values";
import styles from "@/rooms/data/wizard/Wizard.module.css";

const REST_MS = 350;

/** The first rows under the mapping as it stands, asked for once the person pauses. */
export function usePreview(uploadId: number, mapping: Mapping, findings: Findings) {
  const settled = useSettled(mapping, REST_MS);
  return useQuery({
    queryKey: ["import-preview", uploadId, settled, findings.headers],
    queryFn: () => previewMapping(uploadId, settled),
    placeholderData: keepPreviousData,
    enabled: Object.keys(settled.columns).length > 0,
  });
}

/** The first rows as they would be stored; what cannot be is marked in its cell, with the reason. */
export function PreviewPanel({ preview }: { preview: UseQueryResult<Preview> }) {
  const { t } = useTranslation("data");
  const { data, error, isFetching } = preview;
  const about = data && t("wizard.previewAbout", { rows: data.rows.length, ...data.counts });
  return (
    <Panel flush title={t("wizard.preview")} about={isFetching ? t("wizard.previewBusy") : about}>
      {error && <Failed error={error} />}
      {!error && !data && <Loading lines={6} />}
      {!error && data && <PreviewTable preview={data} />}
    </Panel>
  );
}

function PreviewTable({ preview: { columns, rows } }: { preview: Preview }) {
  const { t } = useTranslation("data");
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key
    <div className={styles.previewFrame} tabIndex={0} role="group" aria-label={t("wizard.preview")}>
      <table className={styles.preview}>
        <caption className="unseen">{t("wizard.preview")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("wizard.line")}</th>
            <th scope="col">{t("wizard.fate")}</th>
            {columns.map((column) => (
              <th key={column.id} scope="col">{column.name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.row_no} data-fate={row.fate}>
              <th scope="row">{row.row_no}</th>
              <td>{t(`wizard.fates.${row.fate}`)}</td>
              {columns.map((column) => (
                <PreviewCell key={column.id} cell={row.cells[column.id]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PreviewCell({ cell }: { cell: Preview["rows"][number]["cells"][string] | undefined }) {
  if (!cell) return <td />;
  if (cell.problem) {
    return (
      <td className={styles.bad} title={cell.problem}>
        {cell.text || "∅"}
        <span className="unseen">{cell.problem}</span>
      </td>
    );
  }
  return <td title={cell.text ?? undefined}>{shownValue(cell.value)}</td>;
}
