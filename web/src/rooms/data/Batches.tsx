import { Button, Select } from "antd";
import { Link, useNavigate, useSearchParams } from "react-router";

import { Empty } from "@/kit/Empty";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { StateMark } from "@/rooms/data/StateMark";
import { type Batch, type BatchesQuery, DATA_KEY, fetchBatches, useDictionary } from "@/rooms/data/queries";
import { useMay } from "@/session/session";
import type { Column } from "@/table/column";
import { DataTable } from "@/table/DataTable";

const STATES = ["loaded", "undone", "aborted"] as const;

/** Every import, the newest first; each opens to its account. */
export function Batches() {
  const { t } = useTranslation("data");
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const asked = {
    entity: parameters.get("entity") ?? undefined,
    state: parameters.get("state") ?? undefined,
  } as Pick<BatchesQuery, "entity" | "state">;
  return (
    <DataTable<Batch>
      name="batches"
      label={t("batches.label")}
      columns={useColumns()}
      rowKey={(batch) => String(batch.no)}
      onOpen={(batch) => void navigate(`/data/batches/${batch.no}`)}
      queryKey={[...DATA_KEY, "batches", asked]}
      fetchPage={({ cursor, limit }) => fetchBatches({ ...asked, cursor: cursor ? Number(cursor) : undefined, limit })}
      tools={<Narrowing />}
      empty={<NoBatches />}
    />
  );
}

function Narrowing() {
  const { t } = useTranslation("data");
  const [parameters, setParameters] = useSearchParams();
  const { data: dictionary } = useDictionary();
  const set = (name: string, value: string | undefined) =>
    setParameters((before) => {
      const after = new URLSearchParams(before);
      if (value) after.set(name, value);
      else after.delete(name);
      return after;
    });
  const states = { loaded: "●", undone: "↶", aborted: "✕" };
  return (
    <>
      <Select
        allowClear
        aria-label={t("batches.entity")}
        placeholder={t("batches.entity")}
        value={parameters.get("entity")}
        onChange={(value?: string) => set("entity", value)}
        options={(dictionary ?? []).map(({ entity, name }) => ({ value: entity, label: name }))}
        style={{ minWidth: 120 }}
      />
      <Select
        allowClear
        aria-label={t("batches.state")}
        placeholder={t("batches.state")}
        value={parameters.get("state")}
        onChange={(value?: string) => set("state", value)}
        options={STATES.map((state) => ({ value: state, label: `${states[state]} ${t(`states.${state}`)}` }))}
        style={{ minWidth: 110 }}
      />
    </>
  );
}

function NoBatches() {
  const { t } = useTranslation("data");
  const may = useMay();
  return (
    <Empty
      title={t("batches.empty")}
      text={t("batches.emptyText")}
      action={
        may("imports.write") && (
          <Link to="/data/import">
            <Button>{t("import")}</Button>
          </Link>
        )
      }
    />
  );
}

function useColumns(): Column<Batch>[] {
  const { t } = useTranslation("data");
  const formats = useFormats();
  const count = (value: number | undefined) => formats.number(value, 0);
  return [
    {
      id: "file",
      title: t("batches.file"),
      always: true,
      phone: "head",
      render: (batch) => <Link to={`/data/batches/${batch.no}`}>{batch.file_name}</Link>,
    },
    { id: "no", title: t("batches.no"), align: "right", render: (batch) => batch.no },
    { id: "kind", title: t("batches.kind"), render: (batch) => batch.entity_name },
    { id: "source", title: t("batches.source"), render: (batch) => batch.source },
    { id: "at", title: t("batches.at"), render: (batch) => formats.moment(batch.created_at) },
    { id: "state", title: t("batches.state"), render: (batch) => <StateMark state={batch.state} name={batch.state_name} note={noteOf(batch, t)} /> },
    { id: "read", title: t("batches.read"), align: "right", phone: "hide", render: (batch) => count(batch.rows?.read) },
    { id: "loaded", title: t("batches.loaded"), align: "right", render: (batch) => count(batch.rows?.loaded) },
    { id: "rejected", title: t("batches.rejected"), align: "right", phone: "hide", render: (batch) => count(batch.rows?.rejected) },
    { id: "open", title: t("batches.open"), align: "right", render: (batch) => <Waiting batch={batch} /> },
  ];
}

function Waiting({ batch }: { batch: Batch }) {
  const formats = useFormats();
  const may = useMay();
  const rows = formats.number(batch.open_quarantine, 0);
  if (batch.open_quarantine === 0 || !may("imports.write")) return <>{rows}</>;
  return <Link to={`/data/quarantine?batch=${batch.no}`}>{rows}</Link>;
}

type Say = ReturnType<typeof useTranslation<"data">>["t"];

function noteOf(batch: Batch, t: Say): string | undefined {
  if (batch.corrects) return t("batches.corrects", { no: batch.corrects });
  return batch.replaces ? t("batches.replaces", { no: batch.replaces }) : undefined;
}
