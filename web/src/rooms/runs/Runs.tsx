import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { Link, useNavigate, useSearchParams } from "react-router";

import type { RunSummary } from "@/api/shapes";
import { Moment } from "@/kit/numbers";
import { PageHead } from "@/kit/PageHead";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { fetchRuns, RUN_STATES, type RunState } from "@/rooms/runs/queries";
import { StartGrading } from "@/rooms/runs/StartGrading";
import { RunProgress } from "@/run/RunProgress";
import { RunStateTag } from "@/run/RunStateTag";
import { useMay } from "@/session/session";
import type { Column } from "@/table/column";
import { DataTable } from "@/table/DataTable";

const POLL_MS = 5000;

/** All runs, the latest first; those under way on top with their progress. */
export default function Runs() {
  const { t } = useTranslation("runs");
  const may = useMay();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const state = RUN_STATES.find((known) => known === parameters.get("state"));
  const choices = [{ value: "", label: t("all") }, ...RUN_STATES.map((known) => ({ value: known, label: t(`state.${known}`) }))];
  return (
    <>
      <PageHead title={t("title")} about={t("about")} actions={may("runs.start") && <StartGrading />} />
      <RunsUnderWay />
      <DataTable<RunSummary>
        name="runs"
        label={t("title")}
        columns={useRunColumns()}
        queryKey={["runs", "list", state]}
        fetchPage={fetchRuns(state)}
        rowKey={(run) => String(run.id)}
        onOpen={(run) => void navigate(`/runs/${run.id}`)}
        tools={
          <Segmented<string>
            aria-label={t("stateChoice")}
            value={state ?? ""}
            options={choices}
            onChange={(chosen) => setParameters(chosen ? { state: chosen } : {})}
          />
        }
      />
    </>
  );
}

function RunsUnderWay() {
  const { data } = useQuery({
    queryKey: ["runs", "underWay"],
    queryFn: () => Promise.all((["running", "queued"] as RunState[]).map((state) => fetchRuns(state)({ limit: 10 }))),
    refetchInterval: POLL_MS,
  });
  const open = data?.flatMap((page) => page.items) ?? [];
  if (open.length === 0) return null;
  return (
    <div style={{ display: "grid", gap: 8, marginBottom: 12 }}>
      {open.map((run) => (
        <RunProgress key={run.id} id={run.id} />
      ))}
    </div>
  );
}

function useRunColumns(): Column<RunSummary>[] {
  const { t } = useTranslation("runs");
  const formats = useFormats();
  return [
    { id: "id", title: t("column.id"), width: 72, always: true, phone: "head", render: (run) => <Link to={`/runs/${run.id}`}>#{run.id}</Link> },
    { id: "kind", title: t("column.kind"), always: true, phone: "head", render: (run) => run.kind.name },
    { id: "state", title: t("column.state"), always: true, phone: "head", render: (run) => <RunStateTag state={run.state} name={run.state_name} /> },
    { id: "step", title: t("column.step"), render: (run) => run.error?.message ?? run.step, phone: "hide" },
    { id: "by", title: t("column.by"), render: (run) => run.by },
    { id: "created", title: t("column.created"), render: (run) => <Moment value={run.created_at} /> },
    { id: "seconds", title: t("column.seconds"), align: "right", phone: "hide", render: (run) => formats.duration(run.seconds) },
    { id: "files", title: t("column.files"), align: "right", extra: true, render: (run) => run.files.length },
  ];
}
