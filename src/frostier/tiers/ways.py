"""Ways to another tier: the smallest changes of a customer's figures that would give it.

Every way is tried on the customer's row before it is told, so that whoever does what it says gets what it says (under
the frozen cuts of the grading, and with nothing else changing).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, islice, product
from typing import Any, TypeAlias

from frostier.kernel.reason import plain
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints
from frostier.scores.weighted import ChoicePoints, Dimension, Row, limits_of, points_of
from frostier.tags.evaluate import cut_for
from frostier.tags.explain import shown
from frostier.tags.predicate import (
    AllOf,
    Always,
    AnyOf,
    Atom,
    Between,
    Bottom,
    Compare,
    Exists,
    HasTag,
    Not,
    OneOf,
    Op,
    Predicate,
    TextMatch,
    Top,
)
from frostier.tiers.conditions import VOCABULARY, holds, name_of
from frostier.tiers.ladders import RuleLadder, ScoredLadder
from frostier.tiers.scheme import SCORE, Scheme, in_force, quota_cuts
from frostier.tiers.standing import score_units, standing_of

MOST_ALTERNATIVES = 32

NEGATED: dict[Op, Op] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


@dataclass(frozen=True, slots=True)
class Change:
    """One figure and where it must come: ``op`` and ``threshold`` as one says it, ``target`` the nearest such value."""

    field: str
    op: Op
    threshold: Any
    actual: Any
    target: Any

    @property
    def text(self) -> Text:
        """“近30天消费金额 ≥ 3,000 元（现为 2,300 元）”."""
        field, name = VOCABULARY.field(self.field), name_of(self.field)
        sign = {">=": "≥", "<=": "≤", "!=": "≠"}.get(self.op, self.op)
        wanted = shown(field, self.threshold)
        now = Text("无值", "no value") if self.actual is None else shown(field, self.actual)
        return Text(f"{name.zh} {sign} {wanted.zh}（现为 {now.zh}）", f"{name.en} {sign} {wanted.en} (now {now.en})")

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "field": self.field,
            "op": self.op,
            "threshold": plain(self.threshold),
            "actual": plain(self.actual),
            "target": plain(self.target),
            "text": {"zh": self.text.zh, "en": self.text.en},
        }


Way: TypeAlias = tuple[Change, ...]


def applied(row: Row, way: Way) -> dict[str, Any]:
    """The row with the changes made."""
    return {**row, **{change.field: change.target for change in way}}


def ways_up(row: Row, scheme: Scheme, cuts: CutPoints, tier: str) -> tuple[Way, ...]:
    """The ways that give ``tier`` or better, each tried; the fewest changes first, none where there is no way.

    For a rule ladder: the smallest set of unmet conditions. For a score ladder: every single dimension whose change
    is enough, or the nearest combination where no single one is.
    """
    acting = in_force(scheme)
    wanted = scheme.rank(tier)

    def reached(way: Way) -> int:
        return scheme.rank(standing_of(applied(row, way), acting, cuts).tier)

    def enough(way: Way) -> bool:
        return reached(way) <= wanted

    if isinstance(acting.ladder, RuleLadder):
        found = _rule_ways(acting, row, cuts, wanted)
        tried = [way for way in _with_quota(found, acting, row, cuts) if enough(way)]
        # Of equally many conditions those of the nearest tier: they ask less than a better tier's.
        return tuple(sorted(tried, key=lambda way: (len(way), -reached(way)))[:1])
    return _score_ways(acting, acting.ladder, row, cuts, wanted, enough)


def ways_down(row: Row, scheme: Scheme, cuts: CutPoints, tier: str) -> tuple[Way, ...]:
    """The single changes of a figure, each enough to fall below ``tier``."""
    acting = in_force(scheme)
    held = scheme.rank(tier)
    ways: Iterator[Way]
    if isinstance(acting.ladder, RuleLadder):
        kept = [rule.when for rule in acting.ladder.rules if holds(rule.when, row, cuts)][:1]
        ways = (way for when in kept for way in _ways(Not(when), row, cuts) if len(way) == 1)
    else:
        ways = _falls(acting.ladder, row, cuts)
    found: dict[str, Way] = {}
    for way in ways:
        field = way[0].field
        if field not in found and scheme.rank(standing_of(applied(row, way), acting, cuts).tier) > held:
            found[field] = way
    return tuple(found.values())


# ── rule ladders ────────────────────────────────────────────────────────────────────────────────────────────────


def _rule_ways(scheme: Scheme, row: Row, cuts: CutPoints, wanted: int) -> Iterator[Way]:
    ladder = scheme.ladder
    assert isinstance(ladder, RuleLadder)
    for rule in ladder.rules:
        if scheme.rank(rule.gives) <= wanted:
            yield from _ways(rule.when, row, cuts)


def _with_quota(ways: Iterator[Way], scheme: Scheme, row: Row, cuts: CutPoints) -> Iterator[Way]:
    # A place within the quota is a condition of its own: the rank figure must reach the frozen cut.
    specs = [] if scheme.policy.quota_rank == SCORE else list(quota_cuts(scheme).values())
    for way in ways:
        yield way
        for spec in specs:
            cut, actual = cuts.of(spec), row.get(spec.field)
            if cut is not None and (actual is None or actual < cut):
                yield (*way, Change(spec.field, ">=", cut, actual, cut))


def _ways(predicate: Predicate, row: Row, cuts: CutPoints) -> list[Way]:
    """Alternative sets of changes that make the condition hold, the smallest first."""
    if holds(predicate, row, cuts):
        return [()]
    match predicate:
        case AllOf(parts):
            return _together([_ways(part, row, cuts) for part in parts])
        case AnyOf(parts):
            return _smallest(way for part in parts for way in _ways(part, row, cuts))
        case Not(AllOf(parts)):
            return _smallest(way for part in parts for way in _ways(Not(part), row, cuts))
        case Not(AnyOf(parts)):
            return _together([_ways(Not(part), row, cuts) for part in parts])
        case Not(Not(part)):
            return _ways(part, row, cuts)
        case Not(atom):
            return [(c,) for c in _denying(atom, row, cuts)]
        case _:
            return [(c,) for c in _fulfilling(predicate, row, cuts)]


def _together(parts: list[list[Way]]) -> list[Way]:
    chosen = islice(product(*parts), 4 * MOST_ALTERNATIVES)
    return _smallest(way for picks in chosen if (way := _merged(picks)) is not None)


def _merged(picks: tuple[Way, ...]) -> Way | None:
    """The changes of all picks; of two changes of one figure the one that serves both, if either does."""
    kept: dict[str, Change] = {}
    for change in (c for way in picks for c in way):
        other = kept.get(change.field)
        if other is None or _serves(change, other):
            kept[change.field] = change
        elif not _serves(other, change):
            return None
    return tuple(kept.values())


def _serves(change: Change, other: Change) -> bool:
    return holds(Compare(other.field, other.op, other.threshold), {change.field: change.target}, CutPoints())


def _smallest(ways: Iterator[Way] | Any) -> list[Way]:
    return sorted(islice(ways, 8 * MOST_ALTERNATIVES), key=len)[:MOST_ALTERNATIVES]


def _fulfilling(atom: Atom, row: Row, cuts: CutPoints) -> list[Change]:
    match atom:
        case Compare(field, op, value):
            return _reaching(field, op, value, row)
        case Between(field, low, high):
            actual = row.get(field)
            below = actual is None or actual < low
            return _reaching(field, ">=", low, row) if below else _reaching(field, "<=", high, row)
        case OneOf(field, values):
            return [change for value in values for change in _reaching(field, "=", value, row)]
        case Top() | Bottom():
            cut = cut_for(atom, row, cuts)
            return [] if cut is None else _reaching(atom.field, ">=" if isinstance(atom, Top) else "<=", cut, row)
        case _:
            return []


def _denying(atom: Predicate, row: Row, cuts: CutPoints) -> list[Change]:
    match atom:
        case Compare(field, op, value):
            return _reaching(field, NEGATED[op], value, row)
        case Between(field, low, high):
            return _reaching(field, "<", low, row) + _reaching(field, ">", high, row)
        case Top() | Bottom():
            cut = cut_for(atom, row, cuts)
            return [] if cut is None else _reaching(atom.field, "<" if isinstance(atom, Top) else ">", cut, row)
        case OneOf() | Exists() | TextMatch() | HasTag() | Always() | _:
            return []


def _reaching(field: str, op: Op, threshold: Any, row: Row) -> list[Change]:
    target = _nearest(field, op, threshold)
    return [] if target is None else [Change(field, op, threshold, row.get(field), target)]


def _nearest(field: str, op: Op, threshold: Any) -> Any:
    """The value of the field's type nearest to the threshold that stands in the relation to it."""
    if op == "=":
        return threshold
    dtype = VOCABULARY.field(field).dtype
    if dtype == "float":
        toward = math.inf if op in (">", "!=") else -math.inf
        return float(threshold) if op in (">=", "<=") else math.nextafter(float(threshold), toward)
    if dtype == "date" and isinstance(threshold, date):
        return threshold + timedelta(days={">": 1, "!=": 1, "<": -1}.get(op, 0))
    if dtype not in ("int", "decimal"):
        return (not threshold) if dtype == "bool" else None
    return _nearest_exact(op, Decimal(threshold), Decimal(1) if dtype == "int" else Decimal("0.01"))


def _nearest_exact(op: Op, threshold: Decimal, step: Decimal) -> Any:
    steps = threshold / step
    whole = {
        ">=": math.ceil(steps),
        ">": math.floor(steps) + 1,
        "<=": math.floor(steps),
        "<": math.ceil(steps) - 1,
        "!=": math.floor(steps) + 1,
    }[op]
    return whole if step == 1 else whole * step


# ── score ladders ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Step:
    """One dimension brought to another level."""

    gain: int  # in ten-thousandths of a point
    change: Change


def _score_ways(
    scheme: Scheme, ladder: ScoredLadder, row: Row, cuts: CutPoints, wanted: int, enough: Any
) -> tuple[Way, ...]:
    rises = {d.id: _rises(d, row, cuts) for d in ladder.dimensions}
    rises = {id: steps for id, steps in rises.items() if steps}
    singles = []
    for steps in rises.values():
        way = next((w for step in steps for w in _quota_kept((step.change,), scheme, row, cuts) if enough(w)), None)
        if way is not None:
            singles.append(way)
    if singles:
        return tuple(sorted(singles, key=len))
    return _nearest_combination(rises, enough, scheme, row, cuts)


def _nearest_combination(
    rises: Mapping[str, list[_Step]], enough: Any, scheme: Scheme, row: Row, cuts: CutPoints
) -> tuple[Way, ...]:
    for size in range(2, len(rises) + 1):
        # Among equally many dimensions, those that can gain least while still reaching it ask least of the customer.
        groups = sorted(combinations(rises.values(), size), key=lambda g: sum(steps[-1].gain for steps in g))
        for group in groups:
            for whole in _quota_kept(tuple(steps[-1].change for steps in group), scheme, row, cuts):
                if enough(whole):
                    return (_trimmed(group, whole[size:], enough),)
    return ()


def _trimmed(group: tuple[list[_Step], ...], extra: Way, enough: Any) -> Way:
    """Each dimension lowered to the least level that is still enough with the others."""
    chosen = [len(steps) - 1 for steps in group]
    for place in range(len(group)):
        for level in range(chosen[place]):
            tried = [*chosen[:place], level, *chosen[place + 1 :]]
            way = tuple(steps[n].change for steps, n in zip(group, tried, strict=True))
            if enough((*way, *extra)):
                chosen = tried
                break
    return (*(steps[n].change for steps, n in zip(group, chosen, strict=True)), *extra)


def _quota_kept(way: Way, scheme: Scheme, row: Row, cuts: CutPoints) -> Iterator[Way]:
    changed = {change.field for change in way}
    for extended in _with_quota(iter((way,)), scheme, row, cuts):
        if len(extended) == len(way) or extended[-1].field not in changed:
            yield extended


def _rises(dimension: Dimension, row: Row, cuts: CutPoints) -> list[_Step]:
    """The better levels of a dimension, the nearest first."""
    return [step for step in _levels(dimension, row, cuts) if step.gain > 0]


def _falls(ladder: ScoredLadder, row: Row, cuts: CutPoints) -> Iterator[Way]:
    assert score_units(ladder, row, cuts) is not None
    for dimension in ladder.dimensions:
        steps = [step for step in _levels(dimension, row, cuts, falling=True) if step.gain < 0]
        yield from ((step.change,) for step in sorted(steps, key=lambda s: -s.gain))


def _levels(dimension: Dimension, row: Row, cuts: CutPoints, *, falling: bool = False) -> list[_Step]:
    limits = limits_of(dimension, row, cuts)
    if isinstance(dimension.steps, ChoicePoints) or not limits:
        return []  # where a customer stands is no figure that somebody can work on
    now, points = points_of(dimension, row, cuts), dimension.steps.points
    op: Op = {("high", False): ">=", ("low", False): "<=", ("high", True): "<", ("low", True): ">"}[
        dimension.better, falling
    ]  # type: ignore[assignment]
    steps: list[_Step] = []
    for place, limit in enumerate(limits):
        beyond = points[place] if op in ("<", "<=") else points[place + 1]
        gain = (beyond - now) * dimension.weight_units
        steps.extend(_Step(gain, change) for change in _reaching(dimension.feature, op, limit, row))
    return sorted(steps, key=lambda s: abs(s.gain))
