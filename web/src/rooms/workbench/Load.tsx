import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { Empty } from "@/kit/Empty";
import { Loaded } from "@/kit/Loaded";
import { useCalmRefresh } from "@/live/useCalmRefresh";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { HandOverSheet } from "@/rooms/workbench/HandOverSheet";
import { type ManagerLoad, TASKS_KEY, useLoad } from "@/rooms/workbench/queries";
import styles from "@/rooms/workbench/Work.module.css";
import { useMay } from "@/session/session";
import { Money } from "@/kit/numbers";
import type { Column } from "@/table/column";
import { RowTable } from "@/table/RowTable";

/** A manager by name: tasks of nobody are counted too, but nobody can hand them over. */
type Leading = ManagerLoad & { manager: string };

/** How much each manager has to do, what they have let pass, and how soon they act. */
export function Load() {
  const { t } = useTranslation("work");
  const cache = useQueryClient();
  const [from, setFrom] = useState<Leading | null>(null);
  const columns = useLoadColumns(setFrom);
  const { ref } = useCalmRefresh<HTMLDivElement>({
    concerns: (news) => news.tasks,
    refresh: () => void cache.invalidateQueries({ queryKey: [...TASKS_KEY, "load"] }),
    held: from !== null,
  });
  return (
    <div ref={ref}>
      <p className={styles.about}>{t("load.about")}</p>
      <Loaded query={useLoad()} lines={6}>
        {({ managers }) => (
          <RowTable<ManagerLoad>
            label={t("tabs.load")}
            columns={columns}
            rows={[...managers].sort((one, other) => other.overdue - one.overdue || other.open - one.open)}
            rowKey={(row) => row.manager ?? ""}
            empty={<Empty title={t("load.empty")} text={t("load.emptyText")} />}
          />
        )}
      </Loaded>
      {from && (
        <HandOverSheet
          handed={[{ from: from.manager }]}
          about={t("handOver.all", { from: from.manager, count: from.open })}
          onClose={() => setFrom(null)}
          onDone={() => setFrom(null)}
        />
      )}
    </div>
  );
}

function useLoadColumns(onHandOver: (row: Leading) => void): Column<ManagerLoad>[] {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const may = useMay();
  const to = (manager: string | null, due?: string) => `/workbench?${new URLSearchParams({ ...(manager && { manager }), ...(due && { due }) })}`;
  const columns: (Column<ManagerLoad> | false)[] = [
    { id: "manager", title: t("manager"), always: true, phone: "head", render: (row) => row.manager ?? t("load.nobody") },
    { id: "open", title: t("load.open"), align: "right", render: (row) => <Link to={to(row.manager)}>{formats.number(row.open, 0)}</Link> },
    { id: "overdue", title: t("load.overdue"), align: "right", render: (row) => <Overdue row={row} to={to(row.manager, "overdue")} /> },
    { id: "value", title: t("value"), meaning: t("valueMeaning"), align: "right", render: (row) => <Money short value={row.expected_value} /> },
    { id: "done", title: t("load.doneToday"), align: "right", render: (row) => formats.number(row.done_today, 0) },
    {
      id: "response",
      title: t("load.response"),
      meaning: t("load.responseMeaning"),
      align: "right",
      render: (row) => formats.duration(row.median_response_minutes === null ? null : row.median_response_minutes * 60),
    },
    may("tasks.work") && {
      id: "deeds",
      title: t("deeds"),
      always: true,
      render: ({ manager, ...row }) =>
        manager && (
          <Button size="small" disabled={row.open === 0} onClick={() => onHandOver({ manager, ...row })}>
            {t("handOver.button")}
          </Button>
        ),
    },
  ];
  return columns.filter((column) => column !== false);
}

function Overdue({ row, to }: { row: ManagerLoad; to: string }) {
  const formats = useFormats();
  if (row.overdue === 0) return <>0</>;
  return (
    <Link to={to} className={styles.overdue}>
      {formats.number(row.overdue, 0)}
    </Link>
  );
}
