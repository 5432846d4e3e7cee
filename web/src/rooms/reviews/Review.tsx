import { Link, useParams } from "react-router";

import { Problem } from "@/api/problem";
import { DueDay } from "@/kit/DueDay";
import { Loaded } from "@/kit/Loaded";
import { Notice } from "@/kit/Notice";
import { Day, Moment } from "@/kit/numbers";
import { PageHead } from "@/kit/PageHead";
import { Panel } from "@/kit/Panel";
import { ReasonView } from "@/kit/ReasonView";
import { SmallTable } from "@/kit/SmallTable";
import { StageTag } from "@/kit/StageTag";
import { TierTag } from "@/kit/TierTag";
import { useNews } from "@/live/live";
import type { Review as Item } from "@/live/shapes";
import { useTranslation } from "@/locale/texts";
import { AssignButton } from "@/rooms/reviews/AssignButton";
import { Change } from "@/rooms/reviews/Change";
import { Deciding } from "@/rooms/reviews/Deciding";
import { type Evidence, useReview } from "@/rooms/reviews/queries";
import styles from "@/rooms/reviews/Reviews.module.css";
import { waits } from "@/rooms/reviews/reviewsInAddress";
import { useMay } from "@/session/session";

/** One change that waits: what would change, why it waits, the figures against the lines, and what was before. */
export default function Review() {
  const { t } = useTranslation("reviews");
  const { id = "" } = useParams();
  const review = useReview(Number(id));
  useNews((news) => {
    if (news.reviews || (review.data && news.customers.has(review.data.customer.id))) void review.refetch();
  });
  if (review.error instanceof Problem && review.error.status === 404) {
    return <Notice page title={t("unknown")} text={t("unknownText")} action={<Link to="/reviews">{t("tabs.queue")}</Link>} />;
  }
  return (
    <Loaded query={review} page lines={10}>
      {(item) => (
        <>
          <Head item={item} />
          <div className={styles.columns}>
            <div className={styles.stack}>
              <Panel title={t("why")}>
                <p className={styles.big}>
                  <Change review={item} />
                </p>
                <p className={styles.cause}>{item.cause.text}</p>
                {/* The tiers stand above by name. */}
                <ReasonView reason={{ ...item.policy, inputs: {} }} />
              </Panel>
              <Figures evidence={item.evidence} />
            </div>
            <div className={styles.stack}>
              <State item={item} />
              <Steps evidence={item.evidence} />
              <Before evidence={item.evidence} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  );
}

function Head({ item }: { item: Item }) {
  const { t } = useTranslation("reviews");
  const may = useMay();
  return (
    <PageHead
      title={t("titleOf", { customer: item.customer.name })}
      about={<Link to={`/customers/${encodeURIComponent(item.customer.id)}`}>{t("toCustomer", { id: item.customer.id })}</Link>}
      actions={
        waits(item.state) &&
        may("reviews.decide") && (
          <span className={styles.deeds}>
            <AssignButton item={item} />
            <Deciding ids={[item.id]} tier={item.from.tier?.id} />
          </span>
        )
      }
    />
  );
}

function State({ item }: { item: Item }) {
  const { t } = useTranslation("reviews");
  const facts: [string, React.ReactNode][] = [
    [t("stateLabel"), t(`state.${item.state}`)],
    [t("opened"), <Moment key="opened" value={item.opened_at} />],
    [t("deadline"), waits(item.state) ? <DueDay key="deadline" day={item.deadline_on} /> : <Day key="deadline" value={item.deadline_on} />],
    ...(item.postponed_until ? [[t("until"), <Day key="until" value={item.postponed_until} />] as [string, React.ReactNode]] : []),
    ...(waits(item.state) ? [[t("lapse"), t(`policies.${item.on_lapse}`)] as [string, React.ReactNode]] : []),
    [t("manager"), item.customer.manager ?? "–"],
    [t("assigned"), item.assigned_to ?? "–"],
    ...(item.decided_by ? [[t("decidedBy"), item.decided_by] as [string, React.ReactNode]] : []),
    ...(item.note ? [[t("note"), item.note] as [string, React.ReactNode]] : []),
  ];
  return (
    <Panel title={t("stateTitle")}>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** What the scheme asked, as far as it asked single things, then all that it looked at. */
function Figures({ evidence: { cut, inputs } }: { evidence: Evidence }) {
  const { t } = useTranslation("reviews");
  const judged = cut.some(({ met }) => met !== null);
  return (
    <>
      {cut.length > 0 && (
        <Panel flush title={t("cuts")} about={t("cutsAbout")}>
          <SmallTable
            caption={t("cuts")}
            rows={cut}
            keyOf={(row) => row.id}
            columns={[
              { id: "name", title: t("figure"), cell: (row) => row.name },
              { id: "value", title: t("value"), number: true, cell: (row) => row.text },
              { id: "needed", title: t("needed"), number: true, cell: (row) => row.needed },
              ...(judged ? [{ id: "met", title: t("met"), cell: metOf }] : []),
            ]}
          />
        </Panel>
      )}
      <Panel flush title={t("figures")} about={t("figuresAbout")}>
        <SmallTable
          caption={t("figures")}
          rows={inputs}
          keyOf={(row) => row.id}
          columns={[
            { id: "name", title: t("figure"), cell: (row) => row.name },
            { id: "value", title: t("value"), number: true, cell: (row) => row.text },
          ]}
        />
      </Panel>
    </>
  );
}

const metOf = ({ met }: Evidence["cut"][number]) => <Met met={met} />;

function Met({ met }: { met: boolean | null | undefined }) {
  const { t } = useTranslation("reviews");
  if (met === null || met === undefined) return <>–</>;
  return (
    <span className={met ? styles.met : styles.unmet}>
      <span aria-hidden>{met ? "✓" : "✕"}</span> {t(met ? "metYes" : "metNo")}
    </span>
  );
}

/** Who did what about it so far. */
function Steps({ evidence: { steps } }: { evidence: Evidence }) {
  const { t } = useTranslation("reviews");
  if (steps.length === 0) return null;
  return (
    <Panel flush title={t("steps")}>
      <ol className={styles.history}>
        {steps.map((step) => (
          <li key={`${step.at} ${step.state}`}>
            <Moment value={step.at} />
            <span>
              {step.by} · {t(`state.${step.state as Item["state"]}`)}
            </span>
            {step.note && <span className={styles.cause}>{step.note}</span>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Before({ evidence }: { evidence: Evidence }) {
  const { t } = useTranslation("reviews");
  return (
    <Panel flush title={t("history")}>
      {evidence.history.length === 0 ? (
        <p className={styles.none}>{t("historyNone")}</p>
      ) : (
        <ol className={styles.history}>
          {evidence.history.map((line) => (
            <li key={`${line.as_of} ${line.kind} ${line.to?.id}`}>
              <Day value={line.as_of} />
              <span className={styles.change}>
                <Marks line={line} />
              </span>
              <span className={styles.cause}>{line.cause.text}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

type Line = Evidence["history"][number];

/** From where to where: a tier, or a stage. */
function Marks({ line: { kind, from, to } }: { line: Line }) {
  const markOf = (place: Line["to"]) => (kind === "stage" ? <StageTag stage={place} /> : <TierTag tier={place} />);
  return (
    <>
      {from && markOf(from)}
      {from && <span aria-hidden>→</span>}
      {markOf(to)}
    </>
  );
}
