"""The decision: what the figures give, what was before, what the policies allow; plain and compiled, the same.

In order, the first that applies:

1. An override in force gives its tier (cause ``override``).
2. Without a tier so far the figures' tier is set (``first_grading``), also where the former tier is not in the
   scheme (``scheme_changed``).
3. A better tier is given at once (``promotion``).
4. The same tier stays (``unchanged``; ``recovered`` where a grace period ends by it).
5. A worse tier after an override that has ended since the last grading is set at once (``override_ended``).
6. A worse tier is set once the figures have been below without a break for ``demotion_grace_days`` and the tier
   has been held for ``minimum_hold_days`` (``demotion``, or ``quota`` where only the quota is the reason).
7. Until then the tier stays (``grace``, then ``hold``), and ``pending_since`` says since when the figures are below.

What a review policy then holds back (cause ``review``) is decided in :mod:`frostier.tiers.review`. While a better tier
waits for a review it is the pending one, and no grace runs.

The stage has no policy: it is what the figures give.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

import ibis

from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints
from frostier.scores.weighted import Row
from frostier.tiers.labels import label_expression, label_of
from frostier.tiers.scheme import Scheme
from frostier.tiers.standing import Standing, standing_of, standing_table
from frostier.tiers.standing import with_score as with_score

Cause = Literal[
    "override",
    "first_grading",
    "scheme_changed",
    "promotion",
    "recovered",
    "unchanged",
    "override_ended",
    "quota",
    "demotion",
    "grace",
    "hold",
    "review",
]

CAUSES: dict[Cause, Text] = {
    "override": Text("人工指定", "set by a person"),
    "first_grading": Text("首次评级", "first grading"),
    "scheme_changed": Text("方案更换", "scheme changed"),
    "promotion": Text("升级", "promotion"),
    "recovered": Text("宽限期内恢复", "recovered within grace"),
    "unchanged": Text("不变", "unchanged"),
    "override_ended": Text("人工指定到期", "override ended"),
    "quota": Text("名额已满", "quota full"),
    "demotion": Text("降级", "demotion"),
    "grace": Text("宽限期", "grace"),
    "hold": Text("最短保持期", "minimum hold"),
    "review": Text("等待审核", "waiting for a review"),
}

STATE_SCHEMA = ibis.schema(
    {
        "customer_id": "string",
        "tier": "string",
        "tier_since": "date",
        "stage": "string",
        "stage_since": "date",
        "pending_tier": "string",  # what the figures give while another tier is kept
        "pending_since": "date",
    }
)

OVERRIDE_SCHEMA = ibis.schema(
    {
        "customer_id": "string",
        "tier": "string",
        "starts_on": "date",
        "ends_on": "date",  # exclusive
    }
)


@dataclass(frozen=True, slots=True)
class State:
    """What holds for a customer after a grading."""

    tier: str
    tier_since: date
    stage: str
    stage_since: date
    pending_tier: str | None = None
    pending_since: date | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A tier that a person set, from ``starts_on`` until ``ends_on`` (exclusive)."""

    tier: str
    starts_on: date
    ends_on: date

    def in_force(self, as_of: date) -> bool:
        """Whether the override decides on this day."""
        return self.starts_on <= as_of < self.ends_on


@dataclass(frozen=True, slots=True)
class Decision:
    """One customer's result of one grading."""

    customer_id: str
    raw_tier: str  # what the figures give, quota applied
    tier: str
    stage: str
    label: str
    score: Decimal | None
    matched_rule: int | None
    tier_since: date
    stage_since: date
    previous_tier: str | None
    previous_stage: str | None
    pending_tier: str | None
    pending_since: date | None
    cause: Cause

    @property
    def state(self) -> State:
        """The state after this decision."""
        return State(self.tier, self.tier_since, self.stage, self.stage_since, self.pending_tier, self.pending_since)

    @classmethod
    def from_row(cls, row: Row) -> Decision:
        """The decision that a row of :func:`decision_table` holds; further columns are ignored."""
        return cls(**{part.name: row[part.name] for part in fields(cls)})

    def as_row(self) -> dict[str, Any]:
        """The decision as a row of :func:`decision_table`."""
        return asdict(self)


def decide(
    row: Row, state: State | None, override: Override | None, scheme: Scheme, cuts: CutPoints, as_of: date
) -> Decision:
    """The decision for one customer; ``row`` holds ``customer_id`` and the fields that the scheme uses.

    ``override`` is one in force, or one that has ended since the last grading. ``cuts`` hold ``required_cuts`` of the
    scheme (and ``score_cuts``).
    """
    standing = standing_of(row, scheme, cuts)
    cause = _cause(standing, state, override, scheme, as_of)
    tier = _tier_by(cause, standing, state, override)
    pending = state is not None and cause in ("grace", "hold")
    below_since = _below_since(state, scheme) if state else None
    return Decision(
        customer_id=row["customer_id"],
        raw_tier=standing.tier,
        tier=tier,
        stage=standing.stage,
        label=label_of(tier, standing.stage),
        score=standing.score,
        matched_rule=standing.matched_rule,
        tier_since=state.tier_since if state and state.tier == tier else as_of,
        stage_since=state.stage_since if state and state.stage == standing.stage else as_of,
        previous_tier=state.tier if state else None,
        previous_stage=state.stage if state else None,
        pending_tier=standing.tier if pending else None,
        pending_since=(below_since or as_of) if pending else None,
        cause=cause,
    )


def _cause(standing: Standing, state: State | None, override: Override | None, scheme: Scheme, as_of: date) -> Cause:
    if override and override.tier in scheme.tier_ids and override.in_force(as_of):
        return "override"
    if state is None:
        return "first_grading"
    if state.tier not in scheme.tier_ids:
        return "scheme_changed"
    raw, had = scheme.rank(standing.tier), scheme.rank(state.tier)
    if raw < had:
        return "promotion"
    if raw == had:
        return "unchanged" if _below_since(state, scheme) is None else "recovered"
    if override and override.tier == state.tier and state.tier_since < override.ends_on <= as_of:
        return "override_ended"
    return _cause_below(standing, state, scheme, as_of)


def _cause_below(standing: Standing, state: State, scheme: Scheme, as_of: date) -> Cause:
    below_since = _below_since(state, scheme) or as_of
    if as_of - below_since < timedelta(days=scheme.policy.demotion_grace_days):
        return "grace"
    if as_of - state.tier_since < timedelta(days=scheme.policy.minimum_hold_days):
        return "hold"
    return "quota" if scheme.rank(standing.ladder_tier) <= scheme.rank(state.tier) else "demotion"


def pending_above(state: State, scheme: Scheme) -> bool:
    """Whether what is pending is a better tier, which waits for a review."""
    known = state.pending_tier in scheme.tier_ids and state.tier in scheme.tier_ids
    return known and scheme.rank(str(state.pending_tier)) < scheme.rank(state.tier)


def _below_since(state: State, scheme: Scheme) -> date | None:
    return None if pending_above(state, scheme) else state.pending_since


def _tier_by(cause: Cause, standing: Standing, state: State | None, override: Override | None) -> str:
    if cause == "override" and override:
        return override.tier
    if state and cause in ("grace", "hold"):
        return state.tier
    return standing.tier


def decision_table(
    wide: ibis.Table,
    states: ibis.Table,
    overrides: ibis.Table,
    scheme: Scheme,
    cuts: CutPoints,
    as_of: date,
) -> ibis.Table:
    """One row per customer of ``wide`` with the columns of :class:`Decision`; the same as :func:`decide` for each.

    ``states`` has the columns of ``STATE_SCHEMA`` (no row = never graded), ``overrides`` those of
    ``OVERRIDE_SCHEMA``; further columns of both are ignored.
    """
    met = _with_history(standing_table(wide, scheme, cuts), states, overrides, scheme, as_of)
    caused = met.mutate(cause=_cause_expression(met, scheme, as_of))
    return _decision_columns(caused, scheme, as_of)


def _with_history(
    standings: ibis.Table, states: ibis.Table, overrides: ibis.Table, scheme: Scheme, as_of: date
) -> ibis.Table:
    had = states.select(
        had_id=states.customer_id,
        had_tier=states.tier,
        had_tier_since=states.tier_since,
        had_stage=states.stage,
        had_stage_since=states.stage_since,
        had_pending_since=ibis.ifelse(
            pending_above_expression(states, scheme), ibis.null("date"), states.pending_since
        ),
        had_rank=rank_of(scheme, states.tier),
    )
    chosen = _chosen_overrides(overrides, scheme, as_of)
    joined = standings.left_join(had, standings.customer_id == had.had_id)
    return joined.left_join(chosen, joined.customer_id == chosen.set_id)


def _chosen_overrides(overrides: ibis.Table, scheme: Scheme, as_of: date) -> ibis.Table:
    # One row per customer, else the join would multiply them: the one in force, else the one that ended last.
    day = ibis.literal(as_of, type="date")
    known = overrides.filter(overrides.tier.isin(list(scheme.tier_ids)), overrides.starts_on <= day)
    order = [ibis.desc(known.ends_on), ibis.desc(known.starts_on), known.tier]
    numbered = known.mutate(place=ibis.row_number().over(ibis.window(group_by=known.customer_id, order_by=order)))
    first = numbered.filter(numbered.place == 0)
    return first.select(
        set_id=first.customer_id,
        set_tier=first.tier,
        set_until=first.ends_on,
        set_in_force=day < first.ends_on,
    )


def _cause_expression(met: ibis.Table, scheme: Scheme, as_of: date) -> ibis.Value:
    day = ibis.literal(as_of, type="date")
    grace_since = ibis.literal(as_of - timedelta(days=scheme.policy.demotion_grace_days), type="date")
    hold_since = ibis.literal(as_of - timedelta(days=scheme.policy.minimum_hold_days), type="date")
    freed = (met.set_tier == met.had_tier) & (met.had_tier_since < met.set_until) & ~met.set_in_force
    return ibis.cases(
        (met.set_in_force.fill_null(False), "override"),
        (met.had_tier.isnull(), "first_grading"),
        (met.had_rank.isnull(), "scheme_changed"),
        (met.raw_rank < met.had_rank, "promotion"),
        ((met.raw_rank == met.had_rank) & met.had_pending_since.isnull(), "unchanged"),
        (met.raw_rank == met.had_rank, "recovered"),
        (freed.fill_null(False), "override_ended"),
        (met.had_pending_since.fill_null(day) > grace_since, "grace"),
        (met.had_tier_since > hold_since, "hold"),
        (met.ladder_rank <= met.had_rank, "quota"),
        else_="demotion",
    )


def _decision_columns(caused: ibis.Table, scheme: Scheme, as_of: date) -> ibis.Table:
    day = ibis.literal(as_of, type="date")
    raw_tier = tier_of(scheme, caused.raw_rank)
    pending = caused.cause.isin(["grace", "hold"])
    tier = ibis.cases((caused.cause == "override", caused.set_tier), (pending, caused.had_tier), else_=raw_tier)
    same_tier, same_stage = caused.had_tier == tier, caused.had_stage == caused.stage
    return caused.select(
        "customer_id",
        raw_tier=raw_tier,
        tier=tier,
        stage=caused.stage,
        label=label_expression(tier, caused.stage),
        score=caused.score,
        matched_rule=caused.matched_rule,
        tier_since=ibis.ifelse(same_tier, caused.had_tier_since, day),
        stage_since=ibis.ifelse(same_stage, caused.had_stage_since, day),
        previous_tier=caused.had_tier,
        previous_stage=caused.had_stage,
        pending_tier=ibis.ifelse(pending, raw_tier, ibis.null("string")),
        pending_since=ibis.ifelse(pending, caused.had_pending_since.fill_null(day), ibis.null("date")),
        cause=caused.cause,
    )


def pending_above_expression(states: ibis.Table, scheme: Scheme) -> ibis.Value:
    """The same as :func:`pending_above` for each row of states: true or false, never NULL."""
    return (rank_of(scheme, states.pending_tier) < rank_of(scheme, states.tier)).fill_null(False)


def rank_of(scheme: Scheme, tier: ibis.Value) -> ibis.Value:
    """The place of a tier in the scheme, 0 for the best; NULL for a tier that the scheme does not have."""
    cases = [(tier == id, ibis.literal(n, type="int64")) for n, id in enumerate(scheme.tier_ids)]
    return ibis.cases(*cases, else_=ibis.null("int64"))


def tier_of(scheme: Scheme, rank: ibis.Value) -> ibis.Value:
    """The tier at a place in the scheme, 0 for the best; NULL where there is none."""
    return ibis.cases(*[(rank == n, id) for n, id in enumerate(scheme.tier_ids)], else_=ibis.null("string"))
