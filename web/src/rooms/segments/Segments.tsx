import { PlusOutlined, SwapOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Link, useNavigate, useSearchParams } from "react-router";

import { Empty } from "@/kit/Empty";
import { Loaded } from "@/kit/Loaded";
import { Moment } from "@/kit/numbers";
import { PageHead } from "@/kit/PageHead";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { Compare } from "@/rooms/segments/Compare";
import { useSegments, type Segment } from "@/rooms/segments/queries";
import styles from "@/rooms/segments/Segments.module.css";
import { useMay } from "@/session/session";
import type { Column } from "@/table/column";
import { RowTable } from "@/table/RowTable";

/** Kept groups of customers: the viewer's own and the shared ones, counted within what the viewer may see. */
export default function Segments() {
  const { t } = useTranslation("segments");
  const segments = useSegments();
  const may = useMay();
  const [parameters, setParameters] = useSearchParams();
  const comparing = parameters.has("compare");
  return (
    <>
      <PageHead
        title={t("title")}
        about={t("about")}
        actions={
          <>
            {(segments.data?.length ?? 0) > 1 && (
              <Button icon={<SwapOutlined />} onClick={() => setParameters(comparing ? {} : { compare: "1" })}>
                {comparing ? t("compareClose") : t("compare")}
              </Button>
            )}
            {may("segments.write") && (
              <Link to="/segments/new">
                <Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>
                  {t("make")}
                </Button>
              </Link>
            )}
          </>
        }
      />
      <Loaded query={segments} page lines={8}>
        {(all) => (
          <>
            {comparing && <Compare segments={all} />}
            <SegmentTable segments={all} />
          </>
        )}
      </Loaded>
    </>
  );
}

function SegmentTable({ segments }: { segments: Segment[] }) {
  const { t } = useTranslation("segments");
  const formats = useFormats();
  const navigate = useNavigate();
  const columns: Column<Segment>[] = [
    { id: "name", title: t("name"), always: true, phone: "head", width: 200, render: (segment) => <SegmentName segment={segment} /> },
    { id: "what", title: t("what"), render: (segment) => <What segment={segment} /> },
    { id: "matched", title: t("matched"), align: "right", width: 90, render: (segment) => <Matched segment={segment} /> },
    { id: "allowed", title: t("allowed"), align: "right", width: 90, render: (segment) => formats.number(segment.counts?.allowed, 0) },
    { id: "owner", title: t("owner"), width: 120, phone: "hide", render: (segment) => segment.owner },
    { id: "updated", title: t("updated"), width: 140, phone: "hide", render: (segment) => <Moment value={segment.updated_at} /> },
  ];
  return (
    <RowTable
      label={t("title")}
      columns={columns}
      rows={segments}
      rowKey={(segment) => String(segment.id)}
      onOpen={(segment) => void navigate(`/segments/${segment.id}`)}
      empty={<Empty title={t("none")} text={t("noneNext")} />}
    />
  );
}

function SegmentName({ segment }: { segment: Segment }) {
  const { t } = useTranslation("segments");
  return (
    <span className={styles.name}>
      <Link to={`/segments/${segment.id}`}>{segment.name}</Link>
      <span className={styles.mark}>{segment.shared ? t("shared") : t("private")}</span>
    </span>
  );
}

function What({ segment }: { segment: Segment }) {
  const { t } = useTranslation("segments");
  if (segment.problem) return <span className={styles.problem}>{segment.problem}</span>;
  return segment.kind === "rule" ? <code className={styles.where}>{segment.where}</code> : <span>{t("list")}</span>;
}

function Matched({ segment }: { segment: Segment }) {
  const formats = useFormats();
  if (!segment.counts) return <span>–</span>;
  return <Link to={`/customers?segment=${segment.id}`}>{formats.number(segment.counts.matched, 0)}</Link>;
}
