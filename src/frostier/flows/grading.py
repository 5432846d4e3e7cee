"""Grade every customer as of a day: facts → features → cut points → tags → decisions → ledger.

Results become a snapshot first; the ledger, the states and the pointer to the snapshot are then recorded in one
transaction. A killed grading leaves at most a directory that nothing refers to, and running it again does the
work once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

import ibis

from frostier.actions.rule_book import STANDARD_BOOK, RuleBook
from frostier.features.table import feature_table
from frostier.flows.ports import (
    Analytics,
    Clock,
    Draft,
    Grading,
    GradingStore,
    JsonObject,
    Results,
    ReviewStore,
    Run,
    SchemeStore,
    SchemeVersion,
    Warehouse,
    Workspace,
)
from frostier.kernel.errors import Conflict, NotFound
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints, CutSpec, cut_queries
from frostier.tags.catalogue import CATALOGUE
from frostier.tags.predicate import Predicate
from frostier.tags.table import required_cuts as cuts_of_tags
from frostier.tags.table import tag_table
from frostier.tags.tag import Tag, parse_tags
from frostier.tags.vocabulary import Vocabulary, standard_vocabulary
from frostier.tiers.decide import OVERRIDE_SCHEMA as OVERRIDE_SCHEMA
from frostier.tiers.decide import STATE_SCHEMA as STATE_SCHEMA
from frostier.tiers.decide import decision_table, with_score
from frostier.tiers.entries import ledger_entries
from frostier.tiers.review import NO_POLICIES, REVIEW_SCHEMA, ReviewPolicy, with_reviews
from frostier.tiers.scheme import Scheme, fields_used, score_cuts
from frostier.tiers.scheme import required_cuts as cuts_of_scheme
from frostier.warehouse.tables import stored_facts

FEATURES, TAGS, TIERS, STATES, OVERRIDES = "features", "tags", "tiers", "states", "overrides"
REVIEWS = "reviews"
OWN_TAGS, KIND, IMPORTS = "own_tags", "kind", "imports"


@dataclass(frozen=True)
class GradingParts:
    """The parts that grading works with."""

    warehouse: Warehouse
    analytics: Analytics
    schemes: SchemeStore
    gradings: GradingStore
    clock: Clock
    tags: Sequence[Tag] = CATALOGUE
    tags_then: Callable[[Grading], Sequence[Tag]] | None = None  # the tags as they were at a grading
    reviews: ReviewStore | None = None  # without one no change waits for a person
    rule_book: Callable[[], RuleBook] = lambda: STANDARD_BOOK  # the rules for tasks in force

    def at(self, grading: Grading) -> GradingParts:
        """The parts with the tags as that grading decided them; these very parts where no tag has changed since."""
        tags = self.tags if self.tags_then is None else self.tags_then(grading)
        return self if tuple(tags) == tuple(self.tags) else replace(self, tags=tuple(tags))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Every name that a tag or a condition of this house may use."""
        return standard_vocabulary().with_tags(self.tags)

    @cached_property
    def conditions(self) -> dict[str, Predicate]:
        """The checked condition of every tag, by id."""
        return parse_tags(self.tags, standard_vocabulary())


def published_scheme(schemes: SchemeStore) -> tuple[SchemeVersion, Scheme]:
    """The scheme in force; raises ``NotFound`` where none was published yet."""
    version = schemes.published()
    if version is None:
        raise NotFound(
            Text("还没有发布任何分层方案。", "No tier scheme has been published yet."),
            next_step=Text(
                "先运行 frostier schemes list 查看方案，再用 frostier schemes publish 发布一个。",
                "See frostier schemes list, then publish one with frostier schemes publish.",
            ),
        )
    return version, Scheme.from_json(version.definition)


def grading_day(parts: GradingParts, asked: date | None) -> date:
    """The day to grade as of: the asked one, or today; never later than today."""
    today = parts.clock.today()
    if asked is not None and asked > today:
        raise Conflict(
            Text(f"不能按将来的日期 {asked} 分层，今天是 {today}。", f"Cannot grade as of {asked}; today is {today}.")
        )
    return asked or today


def grade(run: Run, parts: GradingParts, *, as_of: date, by: str) -> Grading:
    """Regrade: freeze new cut points, decide by the published scheme, and give the recorded grading.

    Raises ``Conflict`` for a day before the latest recorded grading: the ledger only grows forward. Use
    :func:`replay` to see a past day.
    """
    version, scheme = published_scheme(parts.schemes)
    _refuse_the_past(parts.gradings.latest(), as_of)
    _refresh_facts(run, parts)
    return _recorded(run, parts, version, scheme, as_of=as_of, by=by)


def roll(run: Run, parts: GradingParts, *, as_of: date, by: str) -> Grading:
    """Move every customer on to a day by the scheme and the frozen cut points of the latest regrade.

    Windows roll, graces end, overrides expire; nobody is measured with another rod. A scheme published since then
    waits for the next regrade. Where nothing can have changed since the latest grading, that one, recorded before.
    Raises ``NotFound`` where nothing was graded yet, ``Conflict`` as :func:`grade` does.
    """
    latest = parts.gradings.latest()
    if latest is None:
        raise _nothing_to_roll()
    _refuse_the_past(latest, as_of)
    _refresh_facts(run, parts)
    if _nothing_new(parts, latest, as_of):
        run.log(Text("自上次分层以来没有变化。", "Nothing has changed since the latest grading."))
        return latest
    version = parts.schemes.get(latest.scheme_id, latest.scheme_version)
    cuts = CutPoints.from_json(latest.cuts)
    return _recorded(run, parts, version, Scheme.from_json(version.definition), as_of=as_of, by=by, cuts=cuts)


def _recorded(
    run: Run,
    parts: GradingParts,
    version: SchemeVersion,
    scheme: Scheme,
    *,
    as_of: date,
    by: str,
    cuts: CutPoints | None = None,
) -> Grading:
    kind = "regrade" if cuts is None else "roll"
    with parts.analytics.draft(f"grading-{run.id}") as draft:
        cuts = compute(run, parts, draft, scheme, as_of=as_of, cuts=cuts)
        run.step(Text("写入台账", "record the ledger"))
        entries = draft.columns(_entries(draft, scheme, version, as_of=as_of, run_id=run.id, by=by))
        states = draft.columns(_present_states(draft))
        counts = {
            **_counts(draft),
            KIND: kind,
            "facts": parts.warehouse.fingerprint(),
            IMPORTS: parts.warehouse.imports(),
            **own_tag_versions(parts.tags),
        }
        run.checkpoint()
        run.step(Text("发布查询用表", "publish the tables to ask"))
        name = draft.publish(facts=counts["facts"], as_of=as_of)
        grading = Grading(
            id=0,
            run_id=run.id,
            as_of=as_of,
            scheme_id=version.scheme_id,
            scheme_version=version.version,
            cuts=cuts.to_json(),
            snapshot=name,
            counts=counts,
            recorded_at=parts.clock.now(),
        )
        recorded = parts.gradings.record(grading, entries, states, held_changes(draft, scheme))
    parts.analytics.thin_out([g.snapshot for g in parts.gradings.list()])
    for label, value in counts.items():
        if isinstance(value, int):
            run.count(label, value)
    run.count("ledger_entries", entries.num_rows)
    return recorded


def is_roll(grading: Grading) -> bool:
    """Whether a grading used the cut points of an earlier one instead of freezing its own."""
    return grading.counts.get(KIND) == "roll"


def _refuse_the_past(latest: Grading | None, as_of: date) -> None:
    if latest is not None and as_of < latest.as_of:
        raise Conflict(
            Text(
                f"最近一次分层是 {latest.as_of}，不能再把 {as_of} 记入台账。",
                f"The latest grading is as of {latest.as_of}; {as_of} can no longer enter the ledger.",
            ),
            next_step=Text(
                "用 frostier grade --as-of 日期 --replay 只看那天的结果。",
                "Use frostier grade --as-of DATE --replay to see that day without recording it.",
            ),
        )


def _nothing_to_roll() -> NotFound:
    return NotFound(
        Text("还没有分层结果，无从滚动。", "Nothing is graded yet, so there is nothing to move on."),
        next_step=Text("先运行 frostier grade。", "Run frostier grade first."),
    )


def _refresh_facts(run: Run, parts: GradingParts) -> None:
    run.step(Text("刷新事实表", "refresh the facts"))
    parts.warehouse.refresh_facts(run)


def _nothing_new(parts: GradingParts, latest: Grading, as_of: date) -> bool:
    """Whether a roll to this day would repeat the latest grading: same day, facts, tags, overrides and reviews."""
    return (
        latest.as_of == as_of
        and latest.counts.get("facts") == parts.warehouse.fingerprint()
        and latest.counts.get(OWN_TAGS, {}) == own_tag_versions(parts.tags).get(OWN_TAGS, {})
        and parts.gradings.overrides(as_of) == parts.gradings.overrides(as_of, known_at=latest.recorded_at)
        and _same_reviews(parts.reviews, latest.recorded_at)
    )


def _same_reviews(reviews: ReviewStore | None, since: datetime) -> bool:
    if reviews is None:
        return True
    before, now = ((reviews.policies(at), reviews.passing(at)) for at in (since, None))
    return [sorted(part, key=repr) for part in before] == [sorted(part, key=repr) for part in now]


@contextmanager
def replay(run: Run, parts: GradingParts, *, as_of: date) -> Iterator[tuple[Draft, Scheme, CutPoints]]:
    """A grading as of a past day, to look at and not to record.

    It starts from the states that the ledger gives for the day before, with the scheme that was in force on the day
    (the published one where nothing was graded by then) and the reviews as the grading of then knew them, over the
    facts as they are known now.
    """
    scheme, then = scheme_in_force(parts, as_of), parts.gradings.latest(on_or_before=as_of)
    parts.warehouse.refresh_facts(run)
    with parts.analytics.draft(f"replay-{run.id}") as draft:
        before = parts.gradings.states_as_of(as_of - timedelta(days=1))
        reviewed_at = then.recorded_at if then is not None else None
        cuts = compute(run, parts, draft, scheme, as_of=as_of, states=before, reviewed_at=reviewed_at)
        yield draft, scheme, cuts


def scheme_in_force(parts: GradingParts, as_of: date) -> Scheme:
    """The scheme of the latest grading on or before the day; the published one where there is none."""
    grading = parts.gradings.latest(on_or_before=as_of)
    if grading is None:
        return published_scheme(parts.schemes)[1]
    return Scheme.from_json(parts.schemes.get(grading.scheme_id, grading.scheme_version).definition)


def compute(
    run: Run,
    parts: GradingParts,
    draft: Draft,
    scheme: Scheme,
    *,
    as_of: date,
    cuts: CutPoints | None = None,
    states: object | None = None,
    known_at: datetime | None = None,
    reviewed_at: datetime | None = None,
) -> CutPoints:
    """Fill a draft with features, tags and tiers as of a day; the cut points used.

    ``cuts`` given are used instead of freezing new ones; what a tag made since then needs is frozen beside them.
    ``states`` default to those in force before ``as_of``; ``known_at`` leaves out overrides and decisions on reviews
    that came after that moment, ``reviewed_at`` the latter alone.
    """
    run.step(Text("计算特征", "compute features"))
    draft.write(FEATURES, feature_table(stored_facts(), as_of))
    run.checkpoint()
    run.step(Text("冻结分位点", "freeze cut points"))
    features = stored(draft, FEATURES)
    given = cuts or CutPoints()
    needed = cuts_of_tags(parts.conditions) | cuts_of_scheme(scheme)
    cuts = given.joined(frozen(draft, features, given.missing(needed)))
    run.checkpoint()
    run.step(Text("计算标签", "compute tags"), total=len(parts.tags))
    draft.write(TAGS, tag_table(features, parts.conditions, cuts))
    run.advance(len(parts.tags))
    run.checkpoint()
    run.step(Text("判定等级与阶段", "decide tiers and stages"))
    cuts = cuts.joined(frozen(draft, with_score(features, scheme, cuts), cuts.missing(score_cuts(scheme))))
    draft.put(STATES, parts.gradings.states_as_of(None) if states is None else states, STATE_SCHEMA)
    show_overrides(parts, draft, as_of=as_of, known_at=known_at)
    policies = show_reviews(parts, draft, known_at=reviewed_at or known_at)
    before = ibis.table(STATE_SCHEMA, name=STATES)
    draft.write(TIERS, decisions(draft, scheme, cuts, as_of=as_of, states=before, policies=policies))
    run.checkpoint()
    return cuts


def frozen(workspace: Workspace, population: ibis.Table, specs: Iterable[CutSpec]) -> CutPoints:
    """The cut points of a population (one row per customer), to be kept with the grading."""
    cuts = CutPoints()
    for query in cut_queries(population, specs):
        cuts = cuts.joined(query.read(workspace.rows(query.table)))
    return cuts


def completed(workspace: Workspace, scheme: Scheme, cuts: CutPoints) -> CutPoints:
    """The given cut points, with those that only this scheme needs computed from the same features."""
    cuts = cuts.joined(frozen(workspace, stored(workspace, FEATURES), cuts.missing(cuts_of_scheme(scheme))))
    return cuts.joined(frozen(workspace, with_score(stored(workspace, FEATURES), scheme, cuts), score_cuts(scheme)))


def stored(workspace: Results, table: str) -> ibis.Table:
    """A kept table of the workspace, to build expressions on."""
    return _table(workspace.tables()[table], table)


@lru_cache(maxsize=64)
def _table(schema: ibis.Schema, name: str) -> ibis.Table:
    # Made once: naming hundreds of columns takes longer than reading the row of one customer.
    return ibis.table(schema, name=name)


def wide(workspace: Workspace) -> ibis.Table:
    """Features, attributes and tags of every customer in one row."""
    return stored(workspace, FEATURES).join(stored(workspace, TAGS), "customer_id")


def show_overrides(parts: GradingParts, workspace: Workspace, *, as_of: date, known_at: datetime | None = None) -> None:
    """Show the workspace the overrides that a decision as of a day must know."""
    # An override that ended since the last grading drops its tier at once, without grace: the decision must see it.
    last = parts.gradings.latest(on_or_before=as_of - timedelta(days=1))
    known = parts.gradings.overrides(as_of, ended_after=last.as_of if last else None, known_at=known_at)
    rows = [{name: getattr(o, name) for name in OVERRIDE_SCHEMA.names} for o in known]
    workspace.put(OVERRIDES, rows, OVERRIDE_SCHEMA)


def show_reviews(
    parts: GradingParts,
    workspace: Workspace,
    *,
    known_at: datetime | None = None,
    customer_ids: Sequence[str] | None = None,
) -> tuple[ReviewPolicy, ...]:
    """Show the workspace which changes people have let through, of some customers or of all.

    Gives the policies by which other changes wait.
    """
    store = parts.reviews
    workspace.put(REVIEWS, [] if store is None else store.passing(known_at, customer_ids), REVIEW_SCHEMA)
    return NO_POLICIES if store is None else tuple(store.policies(known_at))


def decisions(
    workspace: Workspace,
    scheme: Scheme,
    cuts: CutPoints,
    *,
    as_of: date,
    states: ibis.Table,
    policies: Sequence[ReviewPolicy] = NO_POLICIES,
) -> ibis.Table:
    """The decision of every customer, as an expression over the workspace; ``states`` are those before it.

    With ``policies`` what they hold back waits: the workspace must show the reviews then (``show_reviews``).
    """
    overrides, reviews = ibis.table(OVERRIDE_SCHEMA, name=OVERRIDES), ibis.table(REVIEW_SCHEMA, name=REVIEWS)
    features = stored(workspace, FEATURES)
    decided = decision_table(features, states, overrides, scheme, cuts, as_of)
    return with_reviews(decided, states, features, reviews, policies, scheme, as_of)


def held_changes(workspace: Workspace, scheme: Scheme) -> list[JsonObject]:
    """The results of every customer whose change waits for a review, with what the scheme read and whose they are."""
    tiers, features = stored(workspace, TIERS), stored(workspace, FEATURES)
    waiting = tiers.filter(tiers.cause == "review").select("customer_id", "tier", "pending_tier", "pending_since")
    known = [name for name in sorted({*_WHOSE, *fields_used(scheme)}) if name in features.columns]
    return workspace.rows(waiting.join(features.select("customer_id", *known), "customer_id").order_by("customer_id"))


_WHOSE = ("customer_name", "manager", "team", "sales_region", "orders_365d", "is_provisional")


def distribution(workspace: Workspace, *columns: str) -> list[JsonObject]:
    """How many customers, and of how much yearly spend, per value of the given columns of the decisions."""
    tiers, features = stored(workspace, TIERS), stored(workspace, FEATURES)
    joined = tiers.join(features.select("customer_id", "spend_365d"), "customer_id")
    grouped = joined.group_by(list(columns)).agg(customers=joined.count(), spend_365d=joined.spend_365d.sum())
    return workspace.rows(grouped.order_by(list(columns)))


def _counts(draft: Draft) -> JsonObject:
    tiers = distribution(draft, "tier")
    stages = distribution(draft, "stage")
    causes = distribution(draft, "cause")
    return {
        "customers": draft.count(TIERS),
        "tiers": {row["tier"]: row["customers"] for row in tiers},
        "stages": {row["stage"]: row["customers"] for row in stages},
        "causes": {row["cause"]: row["customers"] for row in causes if row["cause"]},
    }


def own_tag_versions(tags: Sequence[Tag]) -> JsonObject:
    """Which versions of the company's own tags a grading decided, to be kept with it; nothing where it has none."""
    shipped = {tag.id for tag in CATALOGUE}
    own = {tag.id: tag.version for tag in tags if tag.id not in shipped}
    return {OWN_TAGS: own} if own else {}


def _present_states(draft: Draft) -> ibis.Table:
    return stored(draft, TIERS).select(*STATE_SCHEMA.names)


def _entries(draft: Draft, scheme: Scheme, version: SchemeVersion, *, as_of: date, run_id: int, by: str) -> ibis.Table:
    states = ibis.table(STATE_SCHEMA, name=STATES)
    happened = ledger_entries(stored(draft, TIERS), states, stored(draft, FEATURES), fields_used(scheme), as_of)
    return happened.mutate(
        scheme_id=ibis.literal(version.scheme_id),
        scheme_version=ibis.literal(version.version, type="int64"),
        by=ibis.literal(by),
        run_id=ibis.literal(run_id, type="int64"),
    )
