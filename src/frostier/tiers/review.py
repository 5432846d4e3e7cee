"""Which changes of tier wait for a person, and what their decisions do: plain and compiled, the same.

A change that a policy holds keeps the former tier, with cause ``review`` and the new tier as ``pending_tier``. It
passes once a person has confirmed it, or once the deadline of its review has passed and the policy says that it is
then executed. A review belongs to one episode: figures that recover and fall again are reviewed again.

Only what the figures bring about is held: never a first grading, never an override or its end (on which a person
decided when it was set), never a tier that the scheme no longer has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Any, Literal

import ibis

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.scores.weighted import Row
from frostier.tiers.decide import Cause, Decision, State, pending_above, pending_above_expression, rank_of
from frostier.tiers.labels import label_expression, label_of
from frostier.tiers.scheme import Scheme

PolicyId = Literal["top_demotion", "big_jump", "low_confidence", "override_expiring"]
OnLapse = Literal["execute", "keep"]

HELD_CAUSES: tuple[Cause, ...] = ("promotion", "demotion", "quota")

REVIEW_SCHEMA = ibis.schema(
    {
        "customer_id": "string",
        "from_tier": "string",
        "to_tier": "string",
        "opened_on": "date",
        "passes_on": "date",  # from this day on the change is let through; NULL: never by itself
    }
)


@dataclass(frozen=True, slots=True)
class PolicyKind:
    """One kind of policy: what it holds, with its parameters as name → (meaning, lowest, highest, usual)."""

    id: PolicyId
    name: Text
    meaning: Text
    params: Mapping[str, tuple[Text, int, int, int]]
    holds: bool = True  # False: it only opens a review, nothing is kept back


KINDS: dict[PolicyId, PolicyKind] = {
    kind.id: kind
    for kind in (
        PolicyKind(
            "top_demotion",
            Text("高等级降级", "demotion from the top"),
            Text("最高的几级客户降级前须人工审核", "a person looks before customers of the best tiers are demoted"),
            {"tiers": (Text("最高几级", "how many of the best tiers"), 1, 10, 1)},
        ),
        PolicyKind(
            "big_jump",
            Text("跨级变动", "jump of several tiers"),
            Text("一次升降达到若干级须人工审核", "a person looks before a tier changes by several steps at once"),
            {"steps": (Text("至少几级", "at least so many steps"), 2, 10, 2)},
        ),
        PolicyKind(
            "low_confidence",
            Text("依据不足", "weak evidence"),
            Text("订单太少或尚未建档的客户变动须人工审核", "a person looks before a customer with few orders changes"),
            {"fewest_orders": (Text("一年内订单少于", "fewer orders in a year than"), 1, 100, 3)},
        ),
        PolicyKind(
            "override_expiring",
            Text("人工定级即将到期", "override about to end"),
            Text("人工定级到期前请人决定是否延长", "a person decides in time whether an override is prolonged"),
            {"days": (Text("提前天数", "days ahead"), 1, 60, 7)},
            holds=False,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """One policy in force or switched off. ``deadline_days`` 1 to 90; after that ``on_lapse`` decides."""

    id: PolicyId
    on: bool = True
    params: Mapping[str, int] = field(default_factory=dict)
    deadline_days: int = 7
    on_lapse: OnLapse = "execute"

    def param(self, name: str) -> int:
        """The value of a parameter; the usual one where none is set."""
        return self.params.get(name, KINDS[self.id].params[name][3])

    def as_json(self) -> dict[str, Any]:
        """Plain values for storage."""
        return {
            "id": self.id,
            "on": self.on,
            "params": {name: self.param(name) for name in KINDS[self.id].params},
            "deadline_days": self.deadline_days,
            "on_lapse": self.on_lapse,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ReviewPolicy:
        """The policy that ``as_json`` gave, or a person wrote; raises ``InvalidInput`` naming what is wrong."""
        id = data.get("id")
        if id not in KINDS:
            raise _wrong("id", id, Text("、".join(KINDS), "one of " + ", ".join(KINDS)))
        for name, value in data.get("params", {}).items():
            _check_param(KINDS[id], name, value)
        deadline, on_lapse = data.get("deadline_days", 7), data.get("on_lapse", "execute")
        if type(deadline) is not int or not 1 <= deadline <= 90:
            raise _wrong("deadline_days", deadline, Text("1 到 90 天", "1 to 90 days"))
        if on_lapse not in ("execute", "keep"):
            raise _wrong("on_lapse", on_lapse, Text("execute 或 keep", "execute or keep"))
        return cls(id, bool(data.get("on", True)), dict(data.get("params", {})), deadline, on_lapse)


NO_POLICIES: tuple[ReviewPolicy, ...] = ()
HOUSE_POLICIES: tuple[ReviewPolicy, ...] = (
    ReviewPolicy("top_demotion"),
    ReviewPolicy("big_jump"),
    ReviewPolicy("low_confidence", on=False),
    ReviewPolicy("override_expiring", deadline_days=7),
)
"""What a company starts with."""


@dataclass(frozen=True, slots=True)
class Review:
    """What is known of one review. From ``passes_on`` on the change goes through; ``None``: not by itself."""

    from_tier: str
    to_tier: str
    opened_on: date
    passes_on: date | None

    def releases(self, from_tier: str, to_tier: str, *, since: date, as_of: date) -> bool:
        """Whether this review lets the change through that is pending since a day."""
        same = (self.from_tier, self.to_tier) == (from_tier, to_tier) and since <= self.opened_on
        return same and self.passes_on is not None and self.passes_on <= as_of


def holding(policies: Iterable[ReviewPolicy]) -> tuple[ReviewPolicy, ...]:
    """The policies that are on and keep changes back."""
    return tuple(p for p in policies if p.on and KINDS[p.id].holds)


def policy_for(from_rank: int, to_rank: int, row: Row, policies: Iterable[ReviewPolicy]) -> ReviewPolicy | None:
    """The first policy that holds a change between two ranks (0 = best tier); ``row`` are the customer's figures."""
    return next((p for p in holding(policies) if _holds(p, from_rank, to_rank, row)), None)


def reviewed(
    change: Decision,
    state: State | None,
    row: Row,
    reviews: Sequence[Review],
    policies: Sequence[ReviewPolicy],
    scheme: Scheme,
    as_of: date,
) -> Decision:
    """The decision after the policies: the same, or the former tier with the change pending."""
    if state is None or change.cause not in HELD_CAUSES or change.tier == state.tier:
        return change
    from_rank, to_rank = scheme.rank(state.tier), scheme.rank(change.tier)
    if policy_for(from_rank, to_rank, row, policies) is None:
        return change
    goes_on = state.pending_since if pending_above(state, scheme) == (to_rank < from_rank) else None
    since = goes_on or as_of
    if any(review.releases(state.tier, change.tier, since=since, as_of=as_of) for review in reviews):
        return change
    return replace(
        change,
        tier=state.tier,
        label=label_of(state.tier, change.stage),
        tier_since=state.tier_since,
        pending_tier=change.tier,
        pending_since=since,
        cause="review",
    )


def with_reviews(
    decided: ibis.Table,
    states: ibis.Table,
    known: ibis.Table,
    reviews: ibis.Table,
    policies: Sequence[ReviewPolicy],
    scheme: Scheme,
    as_of: date,
) -> ibis.Table:
    """The decisions after the policies, with the same columns; the same as :func:`reviewed` for each customer.

    ``decided`` are those of ``decision_table`` over ``states``; ``known`` has the figures, one row per customer;
    ``reviews`` the columns of ``REVIEW_SCHEMA``.
    """
    acting = holding(policies)
    if not acting:
        return decided
    met = _with_reviews_known(decided, states, known, reviews, acting, scheme, as_of)
    wanted = reduce(lambda a, b: a | b, [_holds_expression(p, met) for p in acting])
    changes = met.cause.isin(list(HELD_CAUSES)) & (met.had_rank != met.new_rank)
    held = wanted & changes & ~(met.review_opened_on >= met.review_since).fill_null(False)
    return _held_columns(met.mutate(is_held=held.fill_null(False)), decided.columns)


def _holds(policy: ReviewPolicy, from_rank: int, to_rank: int, row: Row) -> bool:
    match policy.id:
        case "top_demotion":
            return from_rank < policy.param("tiers") and to_rank > from_rank
        case "big_jump":
            return abs(to_rank - from_rank) >= policy.param("steps")
        case "low_confidence":
            return (row.get("orders_365d") or 0) < policy.param("fewest_orders") or row.get("is_provisional") is True
        case "override_expiring":
            return False


def _holds_expression(policy: ReviewPolicy, met: ibis.Table) -> ibis.expr.types.BooleanValue:
    match policy.id:
        case "top_demotion":
            return (met.had_rank < policy.param("tiers")) & (met.new_rank > met.had_rank)
        case "big_jump":
            return (met.new_rank - met.had_rank).abs() >= policy.param("steps")
        case "low_confidence":
            few = met.known_orders.fill_null(0) < policy.param("fewest_orders")
            return few | met.known_provisional.fill_null(False)
        case "override_expiring":
            return ibis.literal(False)


def _with_reviews_known(
    decided: ibis.Table,
    states: ibis.Table,
    known: ibis.Table,
    reviews: ibis.Table,
    acting: Sequence[ReviewPolicy],
    scheme: Scheme,
    as_of: date,
) -> ibis.Table:
    had = states.select(
        had_id="customer_id",
        had_tier="tier",
        had_since="tier_since",
        had_pending_since="pending_since",
        had_above=pending_above_expression(states, scheme),
        had_rank=rank_of(scheme, states.tier),
    )
    met = decided.mutate(new_rank=rank_of(scheme, decided.tier)).left_join(had, decided.customer_id == had.had_id)
    if any(p.id == "low_confidence" for p in acting):
        met = met.left_join(_evidence(known), met.customer_id == known.customer_id).drop("customer_id_right")
    day = ibis.literal(as_of, type="date")
    goes_on = met.had_above == (met.new_rank < met.had_rank)
    since = ibis.ifelse(goes_on, met.had_pending_since, ibis.null("date")).fill_null(day)
    passed = _passed(reviews, day)
    on = [met.customer_id == passed.review_id, met.had_tier == passed.from_tier, met.tier == passed.to_tier]
    return met.mutate(review_since=since).left_join(passed, on)


def _evidence(known: ibis.Table) -> ibis.Table:
    provisional = known.is_provisional if "is_provisional" in known.columns else ibis.null("boolean")
    return known.select("customer_id", known_orders=known.orders_365d, known_provisional=provisional)


def _passed(reviews: ibis.Table, day: ibis.Value) -> ibis.Table:
    """The changes that may pass by the day: review_id, from_tier, to_tier, and when the newest such review began."""
    passed = reviews.filter(reviews.passes_on <= day).group_by(["customer_id", "from_tier", "to_tier"])
    return passed.agg(review_opened_on=lambda t: t.opened_on.max()).rename(review_id="customer_id")


def _held_columns(met: ibis.Table, columns: Sequence[str]) -> ibis.Table:
    instead: dict[str, ibis.Value] = {
        "tier": met.had_tier,
        "label": label_expression(met.had_tier, met.stage),
        "tier_since": met.had_since,
        "pending_tier": met.tier,
        "pending_since": met.review_since,
        "cause": ibis.literal("review"),
    }
    return met.select(
        **{
            name: ibis.ifelse(met.is_held, instead[name], met[name]) if name in instead else met[name]
            for name in columns
        }
    )


def _check_param(kind: PolicyKind, name: str, value: object) -> None:
    known = kind.params.get(name)
    if known is None:
        raise _wrong(f"params.{name}", value, Text("、".join(kind.params), "one of " + ", ".join(kind.params)))
    _, low, high, _ = known
    if type(value) is not int or not low <= value <= high:
        raise _wrong(f"params.{name}", value, Text(f"{low} 到 {high}", f"{low} to {high}"))


def _wrong(name: str, value: object, expected: Text) -> InvalidInput:
    return InvalidInput(
        Text(
            f"审核规则的 {name} 应为{expected.zh}，得到 {value!r}。",
            f"Expected {name} of the policy to be {expected.en}, got {value!r}.",
        ),
        where={"field": name},
    )
