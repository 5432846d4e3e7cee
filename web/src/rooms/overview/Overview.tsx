import { Button } from "antd";
import { useEffect } from "react";
import { Link } from "react-router";

import { fetchPicture } from "@/charts/Chart";
import { Lorenz } from "@/charts/Lorenz";
import type { CustomerFilter } from "@/filter/customerFilter";
import { FilterBar } from "@/filter/FilterBar";
import { useCustomerFilter } from "@/filter/useCustomerFilter";
import { Empty } from "@/kit/Empty";
import { Figure, Figures } from "@/kit/Figure";
import { Later } from "@/kit/Later";
import { Loaded } from "@/kit/Loaded";
import { PageHead } from "@/kit/PageHead";
import { Panel } from "@/kit/Panel";
import { StageTag } from "@/kit/StageTag";
import { TierTag } from "@/kit/TierTag";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { Attention } from "@/rooms/overview/Attention";
import { DataState } from "@/rooms/overview/DataState";
import { MovesPanel, useLatestMoves } from "@/rooms/overview/MovesPanel";
import styles from "@/rooms/overview/Overview.module.css";
import { type Overview as Answer, type Part, useFollowingOverview, useOverview, useTrend } from "@/rooms/overview/queries";
import { RfmGrid } from "@/rooms/overview/RfmGrid";
import { Shares } from "@/rooms/overview/Shares";
import { TrendPanel } from "@/rooms/overview/TrendPanel";

/** The customer base in a minute: how large, how valuable, where it moves, whom to look at. */
export default function Overview() {
  const { t } = useTranslation("overview");
  const { filter } = useCustomerFilter();
  const overview = useOverview(filter);
  // Not shown before the overview has come, but asked for at the same time.
  useTrend(filter);
  useLatestMoves(filter);
  useEffect(fetchPicture, []);
  useFollowingOverview(filter.as_of !== undefined);
  return (
    <>
      <PageHead
        title={t("title")}
        about={overview.data && <Base overview={overview.data} />}
        actions={overview.data && <DataState state={overview.data.quality} gradedAt={overview.data.graded_at} />}
      />
      <FilterBar />
      <Loaded query={overview} page lines={12}>
        {(data) => <Content overview={data} filter={filter} />}
      </Loaded>
    </>
  );
}

function Base({ overview }: { overview: Answer }) {
  const { t } = useTranslation("overview");
  const formats = useFormats();
  const customers = formats.number(overview.customers);
  if (!overview.previous_as_of) return t("aboutFirst", { customers });
  return t("about", { customers, day: formats.day(overview.previous_as_of) });
}

function Content({ overview, filter }: { overview: Answer; filter: CustomerFilter }) {
  const { t } = useTranslation("overview");
  const { clear } = useCustomerFilter();
  if (!overview.as_of) return <NotGraded />;
  if (overview.customers === 0) {
    return (
      <Empty title={t("nobody.title")} text={t("nobody.text")} action={<Button onClick={clear}>{t("nobody.clear")}</Button>} />
    );
  }
  return (
    <div className={styles.page}>
      <section className={styles.wide} aria-label={t("kpis")}>
        <KeyFigures overview={overview} />
      </section>
      <Parts overview={overview} />
      <div className={styles.seven}>
        <MovesPanel filter={filter} />
      </div>
      <div className={styles.five}>
        <TrendPanel filter={filter} />
      </div>
      <Later className={styles.wide}>
        <Shape overview={overview} />
        <Lists overview={overview} />
      </Later>
    </div>
  );
}

function NotGraded() {
  const { t } = useTranslation("overview");
  return (
    <Empty
      title={t("notGraded.title")}
      text={t("notGraded.text")}
      action={<Link to="/data/import">{t("notGraded.data")}</Link>}
    />
  );
}

function KeyFigures({ overview }: { overview: Answer }) {
  const { link } = useCustomerFilter();
  return (
    <Figures>
      {overview.kpis.map((figure) => (
        <Figure
          key={figure.id}
          name={figure.name}
          kind={figure.kind}
          value={figure.value}
          unit={figure.unit}
          previous={figure.previous}
          asOf={figure.as_of}
          meaning={figure.meaning}
          to={link("/customers", figure.filter as CustomerFilter)}
        />
      ))}
    </Figures>
  );
}

const tierMark = (part: Part) => <TierTag tier={part} />;
const stageMark = (part: Part) => <StageTag stage={part} />;

function Parts({ overview }: { overview: Answer }) {
  const { t } = useTranslation("overview");
  const { link } = useCustomerFilter();
  return (
    <>
      <Panel flush className={styles.seven} title={t("tiers.title")} about={t("tiers.about")}>
        <div className={styles.tiers}>
          <Shares
            caption={t("tiers.title")}
            parts={overview.tiers}
            mark={tierMark}
            to={(part) => link("/customers", { tier: [part.id] })}
          />
          <Labels overview={overview} />
        </div>
      </Panel>
      <Panel flush className={styles.five} title={t("stages.title")}>
        <Shares
          brief
          caption={t("stages.title")}
          parts={overview.stages}
          mark={stageMark}
          to={(part) => link("/customers", { stage: [part.id] })}
        />
      </Panel>
    </>
  );
}

/** The five familiar labels in one line below the tiers that they are made of. */
function Labels({ overview }: { overview: Answer }) {
  const { t } = useTranslation("overview");
  const formats = useFormats();
  const { link } = useCustomerFilter();
  return (
    <div className={styles.labels}>
      <span className={styles.labelsName} title={t("labels.about")}>{t("labels.title")}</span>
      {overview.labels.map((label) => (
        <Link key={label.id} className={styles.label} to={link("/customers", { label: [label.id] })}>
          {label.name} <b>{formats.number(label.customers)}</b>
        </Link>
      ))}
    </div>
  );
}

function Shape({ overview }: { overview: Answer }) {
  const { t } = useTranslation("overview");
  const formats = useFormats();
  const { filter, link } = useCustomerFilter();
  const { concentration } = overview;
  const and = (where: string) => (filter.where ? `(${filter.where}) and (${where})` : where);
  return (
    <>
      <Panel className={styles.seven} title={t("rfm.title")} about={t("rfm.about")}>
        <RfmGrid rfm={overview.rfm} to={(cell) => link("/customers", { where: and(cell.where) })} />
      </Panel>
      <Panel
        className={styles.five}
        title={t("concentration.title")}
        about={t("concentration.about", {
          ten: formats.share(concentration.top_10_share),
          twenty: formats.share(concentration.top_20_share),
        })}
      >
        <Lorenz label={t("concentration.title")} points={concentration.points} />
      </Panel>
    </>
  );
}

function Lists({ overview }: { overview: Answer }) {
  const { t } = useTranslation("overview");
  const { link } = useCustomerFilter();
  const risk = overview.kpis.find((figure) => figure.id === "at_risk");
  return (
    <>
      <div className={styles.four}>
        <Attention
          title={t("attention.risk")}
          about={t("attention.riskAbout")}
          customers={overview.risk}
          figures={["spend_365d", "spend_trend_90d", "recency_days"]}
          all={risk && link("/customers", risk.filter as CustomerFilter)}
        />
      </div>
      <div className={styles.four}>
        <Attention
          title={t("attention.wonBack")}
          about={t("attention.wonBackAbout")}
          customers={overview.won_back}
          figures={["spend_365d", "last_order_on"]}
          all={link("/customers", { stage: ["won_back"] })}
        />
      </div>
      <div className={styles.four}>
        <Attention
          title={t("attention.newcomers")}
          about={t("attention.newcomersAbout")}
          customers={overview.newcomers}
          figures={["spend_365d", "last_order_on"]}
          all={link("/customers", { stage: ["new"] })}
        />
      </div>
    </>
  );
}
