import { useQueryClient } from "@tanstack/react-query";
import { Checkbox, Select } from "antd";
import { useMemo, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";

import { DueDay } from "@/kit/DueDay";
import { Empty } from "@/kit/Empty";
import { Day, Moment } from "@/kit/numbers";
import { PageHead } from "@/kit/PageHead";
import { type Review, REVIEW_STATES } from "@/live/shapes";
import { useCalmRefresh } from "@/live/useCalmRefresh";
import { Waiting } from "@/live/Waiting";
import { useTranslation } from "@/locale/texts";
import { Change } from "@/rooms/reviews/Change";
import { Deciding } from "@/rooms/reviews/Deciding";
import { fetchReviews, REVIEWS_KEY, usePolicies } from "@/rooms/reviews/queries";
import { DUES, reviewsFilterIn, waits, withCondition } from "@/rooms/reviews/reviewsInAddress";
import styles from "@/rooms/reviews/Reviews.module.css";
import { ReviewTabs } from "@/rooms/reviews/ReviewTabs";
import { useMay } from "@/session/session";
import type { Column } from "@/table/column";
import { DataTable } from "@/table/DataTable";

/** Changes of tier that wait for a person, the nearest deadline first, one by one or several alike. */
export default function Reviews() {
  const { t } = useTranslation("reviews");
  return (
    <>
      <PageHead title={t("title")} about={t("about")} />
      <ReviewTabs />
      <Queue />
    </>
  );
}

function Queue() {
  const { t } = useTranslation("reviews");
  const navigate = useNavigate();
  const may = useMay();
  const [parameters] = useSearchParams();
  const written = parameters.toString();
  const filter = useMemo(() => reviewsFilterIn(new URLSearchParams(written)), [written]);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { ref, waiting, show } = useFollowing(selected.size > 0);
  return (
    <div ref={ref}>
      <Waiting waiting={waiting} show={show} />
      <DataTable<Review>
        name="reviews"
        label={t("list")}
        columns={useReviewColumns()}
        rowKey={(review) => String(review.id)}
        rowName={(review) => review.customer.name}
        onOpen={(review) => void navigate(`/reviews/${review.id}`)}
        queryKey={[...REVIEWS_KEY, "list", filter]}
        fetchPage={({ cursor, limit }) => fetchReviews({ ...filter, cursor, limit })}
        tools={<Narrowing />}
        selection={may("reviews.decide") ? { selected, onChange: setSelected } : undefined}
        bulk={<Deciding ids={[...selected].map(Number)} onDone={() => setSelected(new Set())} />}
        empty={<Empty title={t("empty")} text={t("emptyText")} />}
      />
    </div>
  );
}

function useFollowing(held: boolean) {
  const cache = useQueryClient();
  return useCalmRefresh<HTMLDivElement>({
    concerns: (news) => news.reviews,
    refresh: () => void cache.invalidateQueries({ queryKey: [...REVIEWS_KEY, "list"] }),
    held,
  });
}

function Narrowing() {
  const { t } = useTranslation("reviews");
  const [parameters, setParameters] = useSearchParams();
  const { data: policies } = usePolicies();
  const set = (name: string, value: string | undefined) => setParameters((before) => withCondition(before, name, value));
  return (
    <div className={styles.narrowing}>
      <Select
        aria-label={t("stateLabel")}
        value={parameters.get("state") ?? "open"}
        options={REVIEW_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(state: string) => set("state", state === "open" ? undefined : state)}
        className={styles.choice}
      />
      <Select
        allowClear
        aria-label={t("policy")}
        placeholder={t("policy")}
        value={parameters.get("policy")}
        options={(policies?.policies ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(policy?: string) => set("policy", policy)}
        className={styles.choice}
      />
      <Select
        allowClear
        aria-label={t("deadline")}
        placeholder={t("deadline")}
        value={parameters.get("due")}
        options={DUES.map((due) => ({ value: due, label: t(`due.${due}`) }))}
        onChange={(due?: string) => set("due", due)}
        className={styles.choice}
      />
      <Checkbox checked={parameters.get("assigned") === "me"} onChange={(event) => set("assigned", event.target.checked ? "me" : undefined)}>
        {t("mineOnly")}
      </Checkbox>
    </div>
  );
}

function useReviewColumns(): Column<Review>[] {
  const { t } = useTranslation("reviews");
  return useMemo<Column<Review>[]>(
    () => [
      {
        id: "customer",
        title: t("customer"),
        always: true,
        phone: "head",
        render: (review) => <Link to={`/reviews/${review.id}`}>{review.customer.name}</Link>,
      },
      { id: "change", title: t("change"), always: true, phone: "head", render: (review) => <Change review={review} /> },
      { id: "why", title: t("why"), phone: "line", render: (review) => review.policy.text },
      { id: "deadline", title: t("deadline"), phone: "line", render: (review) => <Deadline review={review} /> },
      { id: "manager", title: t("manager"), phone: "line", render: (review) => review.customer.manager ?? "–" },
      { id: "assigned", title: t("assigned"), phone: "line", render: (review) => review.assigned_to ?? "–" },
      { id: "state", title: t("stateLabel"), phone: "line", render: (review) => t(`state.${review.state}`) },
      { id: "opened", title: t("opened"), extra: true, phone: "hide", render: (review) => <Moment value={review.opened_at} /> },
    ],
    [t],
  );
}

/** How near the deadline is, as long as somebody is waited for. */
function Deadline({ review: { state, deadline_on } }: { review: Review }) {
  return waits(state) ? <DueDay day={deadline_on} /> : <Day value={deadline_on} />;
}
