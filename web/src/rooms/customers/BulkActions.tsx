import { Button } from "antd";
import { useState } from "react";

import type { CustomerFilter } from "@/filter/customerFilter";
import { useCustomerFilter } from "@/filter/useCustomerFilter";
import { useTranslation } from "@/locale/texts";
import { MOST_CHOSEN, whereOf } from "@/rooms/customers/chosen";
import { ExportButton } from "@/rooms/customers/ExportButton";
import { FillDialog } from "@/rooms/customers/FillDialog";
import { OverrideDialog } from "@/rooms/customers/OverrideDialog";
import { SegmentDialog } from "@/rooms/customers/SegmentDialog";
import { TaskDialog } from "@/rooms/customers/TaskDialog";
import { useMay } from "@/session/session";

type BulkActionsProps = {
  ids: string[];
  /** The filter whose customers are all selected. */
  everything?: CustomerFilter;
  columns: string[];
  onDone: () => void;
};

/** What can be done with the selected customers, as far as the viewer may; a tier is set by hand for ticked ones only. */
export function BulkActions({ ids, everything, columns, onDone }: BulkActionsProps) {
  const { t } = useTranslation("customers");
  const { filter } = useCustomerFilter();
  const may = useMay();
  const ticked = ids.length <= MOST_CHOSEN ? { as_of: filter.as_of, where: whereOf(ids) } : undefined;
  const chosen = everything ?? ticked;
  const [dialog, setDialog] = useState<"segment" | "override" | "task" | null>(null);
  const close = () => {
    setDialog(null);
    onDone();
  };
  return (
    <>
      {may("segments.write") && <Button onClick={() => setDialog("segment")}>{t("bulk.segment")}</Button>}
      {may("tasks.give") && chosen && <Button onClick={() => setDialog("task")}>{t("bulk.task")}</Button>}
      {may("overrides.write") && !everything && <Button onClick={() => setDialog("override")}>{t("bulk.override")}</Button>}
      {everything && <ExportButton filter={everything} columns={columns} />}
      {!everything && chosen && <ExportButton filter={chosen} columns={columns} />}
      {dialog === "segment" && (everything ? <FillDialog filter={everything} onClose={close} /> : <SegmentDialog ids={ids} onClose={close} />)}
      {dialog === "task" && chosen && <TaskDialog filter={chosen} onClose={close} />}
      {dialog === "override" && <OverrideDialog ids={ids} onClose={close} />}
    </>
  );
}
