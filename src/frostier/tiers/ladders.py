"""The ways to a value tier: ordered rules, a weighted score, or RFM with Sichuan dimensions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias

from frostier.kernel.errors import SchemeError
from frostier.kernel.text import Text
from frostier.scores.cuts import CutSpec
from frostier.scores.weighted import HIGHEST, UNITS_PER_POINT, Dimension
from frostier.tags.predicate import Predicate, cuts_of, fields_of
from frostier.tiers.conditions import fair_field, normal, with_fair_twins


@dataclass(frozen=True, slots=True)
class Rule:
    """One step of an ordered ladder: the tier (or stage) ``gives`` where ``when`` holds and no earlier rule did."""

    gives: str
    when: Predicate

    def __post_init__(self) -> None:
        object.__setattr__(self, "when", normal(self.when))


@dataclass(frozen=True, slots=True)
class RuleLadder:
    """Ordered rules, the first that holds wins; ``otherwise`` where none does."""

    rules: tuple[Rule, ...]
    otherwise: str

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Everything the ladder can give, in order, repeats kept."""
        return (*(rule.gives for rule in self.rules), self.otherwise)

    @property
    def fields(self) -> frozenset[str]:
        """The features and attributes that the conditions read."""
        return frozenset().union(*(fields_of(rule.when) for rule in self.rules))

    @property
    def cuts(self) -> frozenset[CutSpec]:
        """The frozen cuts that the conditions need."""
        return frozenset().union(*(cuts_of(rule.when) for rule in self.rules))


@dataclass(frozen=True, slots=True)
class Threshold:
    """The tier from a score on (inclusive, at most four decimals)."""

    tier: str
    at_least: Decimal

    @property
    def units(self) -> int:
        """The score in ten-thousandths of a point."""
        return int(self.at_least * UNITS_PER_POINT)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Whole points added (or taken off) where a condition holds; the score stays within 0..100."""

    id: str
    name: Text
    when: Predicate
    add: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "when", normal(self.when))


@dataclass(frozen=True, slots=True)
class ScoreLadder:
    """Weighted dimensions whose weights sum to one, and thresholds from the best tier down."""

    dimensions: tuple[Dimension, ...]
    thresholds: tuple[Threshold, ...]
    otherwise: str

    def __post_init__(self) -> None:
        _check_scored(self)

    @property
    def adjustments(self) -> tuple[Adjustment, ...]:
        """None: a plain score is its dimensions."""
        return ()


@dataclass(frozen=True, slots=True)
class RfmxLadder:
    """R, F and M, and X: further dimensions that weigh in (``x``) or conditions that add points (``adjustments``).

    The weights of ``rfm`` and ``x`` together sum to one.
    """

    rfm: tuple[Dimension, ...]
    x: tuple[Dimension, ...]
    adjustments: tuple[Adjustment, ...]
    thresholds: tuple[Threshold, ...]
    otherwise: str

    def __post_init__(self) -> None:
        if len(self.rfm) != 3:
            raise _wrong(
                f"RFM+X 需要三个 RFM 维度，得到 {len(self.rfm)} 个",
                f"RFM+X needs the three dimensions R, F and M, got {len(self.rfm)}",
            )
        _check_scored(self)

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """R, F, M and the weighted X dimensions."""
        return self.rfm + self.x


ScoredLadder: TypeAlias = ScoreLadder | RfmxLadder
Ladder: TypeAlias = RuleLadder | ScoreLadder | RfmxLadder


def outcomes_of(ladder: Ladder) -> tuple[str, ...]:
    """The tiers that a ladder can give, in its own order."""
    if isinstance(ladder, RuleLadder):
        return ladder.outcomes
    return (*(t.tier for t in ladder.thresholds), ladder.otherwise)


def ladder_fields(ladder: Ladder) -> frozenset[str]:
    """The features and attributes that a ladder reads."""
    if isinstance(ladder, RuleLadder):
        return ladder.fields
    found: frozenset[str] = frozenset().union(*(d.fields for d in ladder.dimensions))
    return found.union(*(fields_of(a.when) for a in ladder.adjustments))


def ladder_cuts(ladder: Ladder) -> frozenset[CutSpec]:
    """The frozen cuts that a ladder needs."""
    if isinstance(ladder, RuleLadder):
        return ladder.cuts
    found: frozenset[CutSpec] = frozenset(spec for d in ladder.dimensions for spec in d.cut_specs)
    return found.union(*(cuts_of(a.when) for a in ladder.adjustments))


def fair_rules(ladder: RuleLadder) -> RuleLadder:
    """The ladder over season-adjusted twins."""
    return RuleLadder(tuple(Rule(r.gives, with_fair_twins(r.when)) for r in ladder.rules), ladder.otherwise)


def fair_ladder(ladder: Ladder) -> Ladder:
    """The ladder with every feature that has a season-adjusted twin read as its twin."""
    if isinstance(ladder, RuleLadder):
        return fair_rules(ladder)
    if isinstance(ladder, ScoreLadder):
        return replace(ladder, dimensions=_fair_dimensions(ladder.dimensions))
    adjustments = tuple(replace(a, when=with_fair_twins(a.when)) for a in ladder.adjustments)
    return replace(ladder, rfm=_fair_dimensions(ladder.rfm), x=_fair_dimensions(ladder.x), adjustments=adjustments)


def _fair_dimensions(dimensions: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
    return tuple(replace(d, feature=fair_field(d.feature)) for d in dimensions)


def _check_scored(ladder: ScoredLadder) -> None:
    total = sum((d.weight for d in ladder.dimensions), Decimal(0))
    if total != 1:
        raise _wrong(f"各维度权重之和应为 1，得到 {total}", f"the weights must sum to 1, they sum to {total}")
    ids = [d.id for d in ladder.dimensions] + [a.id for a in ladder.adjustments]
    for id in ids:
        if ids.count(id) > 1:
            raise _wrong(f"维度“{id}”出现多次", f"dimension “{id}” appears more than once")
    for adjustment in ladder.adjustments:
        if not -HIGHEST <= adjustment.add <= HIGHEST:
            raise _wrong(
                f"加分项“{adjustment.id}”应在 -100 到 100 之间，得到 {adjustment.add}",
                f"adjustment “{adjustment.id}” must add -100 to 100 points, got {adjustment.add}",
            )
    _check_thresholds(ladder.thresholds)


def _check_thresholds(thresholds: tuple[Threshold, ...]) -> None:
    if not thresholds:
        raise _wrong("至少需要一个分数线", "at least one threshold is needed")
    for threshold in thresholds:
        if threshold.at_least * UNITS_PER_POINT % 1:
            raise _wrong(
                f"{threshold.tier} 的分数线至多四位小数，得到 {threshold.at_least}",
                f"the threshold of {threshold.tier} has more than four decimals: {threshold.at_least}",
            )
    marks = [t.at_least for t in thresholds]
    if any(a <= b for a, b in pairwise(marks)):
        listed = " / ".join(str(m) for m in marks)
        raise _wrong(f"分数线必须逐级降低：{listed}", f"thresholds must fall from tier to tier: {listed}")


def _wrong(zh: str, en: str) -> SchemeError:
    return SchemeError(
        Text(f"评分阶梯：{zh}。", f"Score ladder: {en}."),
        next_step=Text("请在方案的 ladder 部分改正。", "Correct the “ladder” part of the scheme."),
        where={"part": "ladder"},
    )
