"""A tier scheme: the tiers with their benefits, the ladder to them, the stages, and the policies of change.

A scheme is data. It is checked when it is made (``SchemeError`` says what does not fit and where) and goes to JSON
and back without loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal, TypeAlias

from frostier.kernel.errors import SchemeError
from frostier.kernel.text import Text
from frostier.scores.cuts import CutSpec
from frostier.tiers.conditions import fair_field
from frostier.tiers.json_form import ladder_from_json, ladder_json, rules_from_json, rules_json
from frostier.tiers.ladders import (
    Ladder,
    RuleLadder,
    fair_ladder,
    fair_rules,
    ladder_cuts,
    ladder_fields,
    outcomes_of,
)
from frostier.tiers.reading import Entry, exact, read_entry
from frostier.tiers.stages import DEFAULT_STAGES, STAGES

StageRules: TypeAlias = RuleLadder

SCORE = "score"


@dataclass(frozen=True, slots=True)
class Benefits:
    """What a tier gets: money in the company's currency, a discount rate (0.05 = 5 %), weekly and monthly service."""

    discount_rate: Decimal = Decimal(0)
    coupon_per_month: Decimal = Decimal(0)
    priority_slots_per_week: int = 0
    manager_hours_per_month: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tier:
    """One value tier."""

    id: str
    name: Text
    benefits: Benefits = field(default_factory=Benefits)


@dataclass(frozen=True, slots=True)
class Policy:
    """How a new result becomes a change.

    A better tier is given at once. A worse one only after it has held for ``demotion_grace_days`` without a break and
    the present tier has been held for ``minimum_hold_days``. ``quota`` limits a tier to a share of the customers,
    ranked by ``quota_rank`` (a feature, or ``score``). With ``seasonal_fairness`` every feature that has a
    season-adjusted twin is read as its twin.
    """

    promotion: Literal["at_once"] = "at_once"
    demotion_grace_days: int = 30
    minimum_hold_days: int = 60
    quota: tuple[tuple[str, Decimal], ...] = ()
    quota_rank: str = "spend_365d"
    seasonal_fairness: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole scheme; ``tiers`` stand best first."""

    id: str
    name: Text
    tiers: tuple[Tier, ...]
    ladder: Ladder
    stages: StageRules = DEFAULT_STAGES
    policy: Policy = field(default_factory=Policy)
    _hash: int = field(init=False, repr=False, compare=False, default=0)
    _ranks: dict[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __hash__(self) -> int:
        return self._hash

    def __post_init__(self) -> None:
        # Worked out once: what is kept per scheme is looked up several times for every customer.
        parts = (self.id, self.name, self.tiers, self.ladder, self.stages, self.policy)
        object.__setattr__(self, "_hash", hash(parts))
        object.__setattr__(self, "_ranks", {tier.id: place for place, tier in enumerate(self.tiers)})
        _check_tiers(self)
        _check_ladder(self)
        _check_stages(self)
        _check_policy(self)

    @property
    def tier_ids(self) -> tuple[str, ...]:
        """The ids of the tiers, best first."""
        return tuple(tier.id for tier in self.tiers)

    def rank(self, tier: str) -> int:
        """0 for the best tier, rising downwards."""
        return self._ranks[tier]

    def tier(self, id: str) -> Tier:
        """The tier with this id; ``KeyError`` for an unknown one."""
        return {tier.id: tier for tier in self.tiers}[id]

    def to_json(self) -> dict[str, Any]:
        """The scheme as plain JSON values; decimals are text."""
        return {
            "id": self.id,
            "name": _text_json(self.name),
            "tiers": [_tier_json(tier) for tier in self.tiers],
            "ladder": ladder_json(self.ladder),
            "stages": rules_json(self.stages, outcome="stage"),
            "policy": _policy_json(self.policy),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Scheme:
        """The scheme that the JSON describes; stages and policy may be absent. Raises ``SchemeError``."""
        entry = Entry(data)
        entry.only("id", "name", "tiers", "ladder", "stages", "policy")
        stages = data.get("stages")
        return cls(
            id=entry.text("id"),
            name=entry.bilingual("name"),
            tiers=tuple(_tier_from(tier) for tier in entry.entries("tiers")),
            ladder=ladder_from_json(entry.entry("ladder")),
            stages=DEFAULT_STAGES if stages is None else rules_from_json(entry.entry("stages"), outcome="stage"),
            policy=_policy_from(read_entry(data.get("policy") or {}, "policy")),
        )


@lru_cache(maxsize=64)
def in_force(scheme: Scheme) -> Scheme:
    """The scheme as decisions read it: season-adjusted twins put in place where the policy asks for them."""
    if not scheme.policy.seasonal_fairness:
        return scheme
    rank = fair_field(scheme.policy.quota_rank)
    return replace(
        scheme,
        ladder=fair_ladder(scheme.ladder),
        stages=fair_rules(scheme.stages),
        policy=replace(scheme.policy, seasonal_fairness=False, quota_rank=rank),
    )


def required_cuts(scheme: Scheme) -> frozenset[CutSpec]:
    """Every frozen cut that the scheme reads from features; a quota ranked by score is in :func:`score_cuts`."""
    acting = in_force(scheme)
    found = ladder_cuts(acting.ladder) | acting.stages.cuts
    return found if acting.policy.quota_rank == SCORE else found | frozenset(quota_cuts(scheme).values())


def score_cuts(scheme: Scheme) -> frozenset[CutSpec]:
    """The cuts of the column ``score``, needed where a quota is ranked by score (see ``decide.with_score``)."""
    return frozenset(quota_cuts(scheme).values()) if scheme.policy.quota_rank == SCORE else frozenset()


def quota_cuts(scheme: Scheme) -> dict[str, CutSpec]:
    """Per tier with a quota, the cut of the rank field that admits its share and the shares of better quotas."""
    policy = in_force(scheme).policy
    found, share = {}, Decimal(0)
    for tier in scheme.tier_ids:
        if tier in dict(policy.quota):
            share += dict(policy.quota)[tier]
            found[tier] = CutSpec(policy.quota_rank, 1 - share)
    return found


def fields_used(scheme: Scheme) -> frozenset[str]:
    """The features and attributes that a decision under the scheme reads, season-adjusted twins included."""
    acting = in_force(scheme)
    ranked = {acting.policy.quota_rank} if acting.policy.quota and acting.policy.quota_rank != SCORE else set()
    return ladder_fields(acting.ladder) | acting.stages.fields | ranked


def _check_tiers(scheme: Scheme) -> None:
    ids = scheme.tier_ids
    if len(ids) < 2:
        raise _wrong("tiers", f"至少需要两个等级，得到 {len(ids)} 个", f"at least two tiers are needed, got {len(ids)}")
    for id in ids:
        if ids.count(id) > 1:
            raise _wrong("tiers", f"等级“{id}”出现多次", f"tier “{id}” appears more than once")
    for tier in scheme.tiers:
        _check_benefits(tier)


def _check_benefits(tier: Tier) -> None:
    given = tier.benefits
    amounts = (given.coupon_per_month, given.priority_slots_per_week, given.manager_hours_per_month)
    too_fine = given.discount_rate * 1_000_000 % 1 != 0
    if not 0 <= given.discount_rate <= 1 or too_fine or any(amount < 0 for amount in amounts):
        raise _wrong(
            f"tiers.{tier.id}.benefits",
            f"折扣率应在 0 到 1 之间、至多六位小数，其余权益不为负，得到 {given}",
            f"expected a discount rate from 0 to 1 with at most six decimals and nothing negative, got {given}",
        )


def _check_ladder(scheme: Scheme) -> None:
    for outcome in outcomes_of(scheme.ladder):
        _check_known(scheme, outcome, "ladder")
    if not isinstance(scheme.ladder, RuleLadder):
        ranks = [scheme.rank(outcome) for outcome in outcomes_of(scheme.ladder)]
        if any(a >= b for a, b in pairwise(ranks)):
            listed = " → ".join(outcomes_of(scheme.ladder))
            raise _wrong(
                "ladder.thresholds",
                f"分数线须按等级从高到低排列，得到 {listed}",
                f"thresholds must stand from the best tier down, got {listed}",
            )


def _check_stages(scheme: Scheme) -> None:
    for outcome in scheme.stages.outcomes:
        if outcome not in STAGES:
            known = ", ".join(STAGES)
            raise _wrong(
                "stages",
                f"未知的生命周期阶段“{outcome}”，可用：{known}",
                f"unknown lifecycle stage “{outcome}”; known are {known}",
            )


def _check_policy(scheme: Scheme) -> None:
    policy = scheme.policy
    if policy.demotion_grace_days < 0 or policy.minimum_hold_days < 0:
        raise _wrong("policy", "宽限期与最短保持期不能为负", "grace and minimum hold must not be negative")
    for tier, share in policy.quota:
        _check_known(scheme, tier, "policy.quota")
        if tier == scheme.tier_ids[-1] or not 0 < share <= 1:
            raise _wrong(
                "policy.quota",
                f"名额只能给最低级以外的等级，且在 0 到 1 之间，得到 {tier}: {share}",
                f"a quota is a share from 0 to 1 for a tier above the lowest, got {tier}: {share}",
            )
    if sum((share for _, share in policy.quota), Decimal(0)) > 1:
        raise _wrong("policy.quota", "名额之和不能超过 1", "the quotas sum to more than 1")
    if len(dict(policy.quota)) < len(policy.quota):
        raise _wrong("policy.quota", "同一等级有两个名额", "a tier has two quotas")
    if policy.quota and policy.quota_rank == SCORE and isinstance(scheme.ladder, RuleLadder):
        raise _wrong(
            "policy.quota_rank",
            "规则阶梯没有分数，请改用一个指标，如 spend_365d",
            "a rule ladder has no score; rank by a feature such as spend_365d",
        )


def _check_known(scheme: Scheme, tier: str, where: str) -> None:
    if tier not in scheme.tier_ids:
        known = ", ".join(scheme.tier_ids)
        raise _wrong(
            where, f"未定义的等级“{tier}”，已定义：{known}", f"unknown tier “{tier}”; the scheme defines {known}"
        )


def _wrong(where: str, zh: str, en: str) -> SchemeError:
    return SchemeError(
        Text(f"方案的 {where} 部分：{zh}。", f"In “{where}” of the scheme: {en}."),
        next_step=Text("请改正后重新导入方案。", "Correct it and import the scheme again."),
        where={"part": where},
    )


def _tier_json(tier: Tier) -> dict[str, Any]:
    given = tier.benefits
    return {
        "id": tier.id,
        "name": _text_json(tier.name),
        "benefits": {
            "discount_rate": exact(given.discount_rate),
            "coupon_per_month": exact(given.coupon_per_month),
            "priority_slots_per_week": given.priority_slots_per_week,
            "manager_hours_per_month": exact(given.manager_hours_per_month),
        },
    }


def _tier_from(entry: Entry) -> Tier:
    entry.only("id", "name", "benefits")
    given = read_entry(entry.data.get("benefits") or {}, f"{entry.where}.benefits")
    given.only("discount_rate", "coupon_per_month", "priority_slots_per_week", "manager_hours_per_month")
    return Tier(
        entry.text("id"),
        entry.bilingual("name"),
        Benefits(
            given.decimal("discount_rate", Decimal(0)),
            given.decimal("coupon_per_month", Decimal(0)),
            given.whole("priority_slots_per_week", 0),
            given.decimal("manager_hours_per_month", Decimal(0)),
        ),
    )


def _policy_json(policy: Policy) -> dict[str, Any]:
    return {
        "promotion": policy.promotion,
        "demotion_grace_days": policy.demotion_grace_days,
        "minimum_hold_days": policy.minimum_hold_days,
        "quota": {tier: exact(share) for tier, share in policy.quota},
        "quota_rank": policy.quota_rank,
        "seasonal_fairness": policy.seasonal_fairness,
    }


def _policy_from(entry: Entry) -> Policy:
    plain = Policy()
    entry.only("promotion", "demotion_grace_days", "minimum_hold_days", "quota", "quota_rank", "seasonal_fairness")
    entry.choice("promotion", ("at_once",), plain.promotion)
    quota = read_entry(entry.data.get("quota") or {}, "policy.quota")
    return Policy(
        demotion_grace_days=entry.whole("demotion_grace_days", plain.demotion_grace_days),
        minimum_hold_days=entry.whole("minimum_hold_days", plain.minimum_hold_days),
        quota=tuple((tier, quota.decimal(tier)) for tier in quota.data),
        quota_rank=entry.text("quota_rank", plain.quota_rank),
        seasonal_fairness=entry.flag("seasonal_fairness", plain.seasonal_fairness),
    )


def _text_json(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
