"""A weighted score: each dimension turns one feature into whole points, weights add the points up.

The arithmetic is exact. Points are integers 0..100, weights decimals with at most four places, so a score is a whole
number of ten-thousandths (``units``) and every engine finds the same one. A value on a breakpoint gets the better
side of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import ibis

from frostier.kernel.errors import SchemeError
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints, CutSpec, CutValue

Row: TypeAlias = Mapping[str, Any]
Better = Literal["low", "high"]

UNITS_PER_POINT = 10_000
HIGHEST = 100


@dataclass(frozen=True, slots=True)
class FixedSteps:
    """Breakpoints in the feature's own unit, ascending; ``points`` has one entry more than ``cuts``."""

    cuts: tuple[Decimal, ...]
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuantileSteps:
    """Breakpoints at quantiles (0..1, ascending) of the graded population, or of each group of the column ``by``."""

    levels: tuple[Decimal, ...]
    points: tuple[int, ...]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ChoicePoints:
    """Points by the value of a text attribute, such as the climate zone; ``otherwise`` for values not listed."""

    points: tuple[tuple[str, int], ...]
    otherwise: int = 0


Steps: TypeAlias = FixedSteps | QuantileSteps | ChoicePoints


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of a score.

    ``weight`` is 0..1 with at most four places. ``better`` says which end of the feature is good: points rise with a
    feature whose ``high`` end is better and fall with one whose ``low`` end is. A customer without a value, or in a
    group without any, gets ``missing_points``. Raises ``SchemeError`` where the parts do not fit together.
    """

    id: str
    name: Text
    feature: str
    weight: Decimal
    better: Better
    steps: Steps
    missing_points: int = 0

    def __post_init__(self) -> None:
        _check_weight(self)
        _check_points(self)
        if not isinstance(self.steps, ChoicePoints):
            _check_order(self, self.steps)

    @property
    def weight_units(self) -> int:
        """The weight in ten-thousandths."""
        return int(self.weight * UNITS_PER_POINT)

    @property
    def cut_specs(self) -> tuple[CutSpec, ...]:
        """The quantile cuts that the points need, ascending; none for fixed breakpoints."""
        if not isinstance(self.steps, QuantileSteps):
            return ()
        return _cut_specs(self.feature, self.steps)

    @property
    def fields(self) -> frozenset[str]:
        """The features and attributes that the dimension reads."""
        by = self.steps.by if isinstance(self.steps, QuantileSteps) else None
        return frozenset({self.feature} | ({by} if by else set()))


@lru_cache(maxsize=256)
def _cut_specs(feature: str, steps: QuantileSteps) -> tuple[CutSpec, ...]:
    return tuple(CutSpec(feature, level, steps.by) for level in steps.levels)


def limits_of(dimension: Dimension, row: Row, cuts: CutPoints) -> tuple[CutValue, ...] | None:
    """The ascending breakpoints that hold for this customer; ``None`` where a quantile has no cut for the group."""
    if isinstance(dimension.steps, FixedSteps):
        return dimension.steps.cuts
    if isinstance(dimension.steps, ChoicePoints):
        return ()
    return cuts.all_of(dimension.cut_specs, row.get(dimension.steps.by) if dimension.steps.by else None)


def points_of(dimension: Dimension, row: Row, cuts: CutPoints) -> int:
    """The points 0..100 of one customer in one dimension."""
    value, limits = row.get(dimension.feature), limits_of(dimension, row, cuts)
    if value is None or limits is None:
        return dimension.missing_points
    if isinstance(dimension.steps, ChoicePoints):
        return dict(dimension.steps.points).get(value, dimension.steps.otherwise)
    return dimension.steps.points[_passed(value, limits, dimension.better)]


def units_of(dimensions: Sequence[Dimension], row: Row, cuts: CutPoints) -> int:
    """The score of one customer in ten-thousandths of a point."""
    return sum(points_of(d, row, cuts) * d.weight_units for d in dimensions)


def score_of(units: int) -> Decimal:
    """Ten-thousandths of a point as a score with four decimals."""
    return (Decimal(units) / UNITS_PER_POINT).quantize(Decimal("0.0001"))


def points_expression(dimension: Dimension, table: ibis.Table, cuts: CutPoints) -> ibis.expr.types.IntegerValue:
    """The points as a column over ``table``; the same numbers as :func:`points_of`."""
    column = table[dimension.feature]
    if isinstance(dimension.steps, ChoicePoints):
        cases = [(column == choice, _whole(points)) for choice, points in dimension.steps.points]
        known = (
            ibis.cases(*cases, else_=_whole(dimension.steps.otherwise)) if cases else _whole(dimension.steps.otherwise)
        )
        return ibis.ifelse(column.notnull(), known, _whole(dimension.missing_points))
    limits = [_limit_expression(dimension, n, table, cuts) for n in range(len(dimension.steps.points) - 1)]
    found = _whole(dimension.steps.points[0])
    usable = column.notnull()
    for limit, points in zip(limits, dimension.steps.points[1:], strict=True):
        passed = column >= limit if dimension.better == "high" else column > limit
        found = ibis.ifelse(passed, _whole(points), found)
        usable = usable & limit.notnull()
    return ibis.ifelse(usable, found, _whole(dimension.missing_points))


def units_expression(
    dimensions: Sequence[Dimension], table: ibis.Table, cuts: CutPoints
) -> ibis.expr.types.IntegerValue:
    """The score in ten-thousandths of a point as a whole-number column over ``table``."""
    total = _whole(0)
    for dimension in dimensions:
        total = total + points_expression(dimension, table, cuts) * _whole(dimension.weight_units)
    return total


def score_expression(units: ibis.expr.types.IntegerValue) -> ibis.expr.types.DecimalValue:
    """Ten-thousandths of a point as DECIMAL(10, 4), without passing through floating point."""
    unit = ibis.literal(Decimal("0.0001"), type="decimal(18, 4)")
    return (units.cast("decimal(18, 4)") * unit).cast("decimal(10, 4)")


def cut_literal(column: ibis.Column, cut: CutValue, better: Better = "high") -> ibis.Scalar:
    """The breakpoint as a literal of the column's own type.

    A breakpoint finer than an exact column can hold (3.005 in cents) moves to the nearest value that divides the
    column's values in the same way.
    """
    dtype = column.type()
    if dtype.is_date():
        return ibis.literal(cut, type="date")
    if dtype.is_floating():
        # Spelled as text: engines read 0.30000000000000004 as a decimal and round twice on the way to binary.
        return ibis.literal(repr(float(cut))).cast("float64")  # type: ignore[arg-type]
    scale = (dtype.scale or 0) if dtype.is_decimal() else 0
    rounding = ROUND_CEILING if better == "high" else ROUND_FLOOR
    exact = Decimal(cut).quantize(Decimal(1).scaleb(-scale), rounding=rounding)  # type: ignore[arg-type]
    return ibis.literal(exact if dtype.is_decimal() else int(exact), type=_literal_type(column))


def _limit_expression(dimension: Dimension, position: int, table: ibis.Table, cuts: CutPoints) -> ibis.Value:
    column = table[dimension.feature]
    if isinstance(dimension.steps, FixedSteps):
        return cut_literal(column, dimension.steps.cuts[position], dimension.better)
    spec = dimension.cut_specs[position]
    missing = ibis.null(_literal_type(column))
    if spec.by is None:
        cut = cuts.of(spec)
        return missing if cut is None else cut_literal(column, cut)
    groups = cuts.groups(spec)
    cases = [(table[spec.by] == g, cut_literal(column, groups[g])) for g in sorted(groups, key=str)]
    return ibis.cases(*cases, else_=missing) if cases else missing


def _literal_type(column: ibis.Column) -> str:
    return "int64" if column.type().is_integer() else str(column.type())


def _whole(number: int) -> ibis.expr.types.IntegerScalar:
    return ibis.literal(number, type="int64")


def _passed(value: Any, limits: Sequence[Any], better: Better) -> int:
    """How many of the ascending limits a value has passed; one that it stands on counts where high is better."""
    ascending: Sequence[Any] = [float(limit) for limit in limits] if isinstance(value, float) else limits
    return bisect_right(ascending, value) if better == "high" else bisect_left(ascending, value)


def _check_weight(dimension: Dimension) -> None:
    if not 0 <= dimension.weight <= 1 or dimension.weight * UNITS_PER_POINT % 1:
        raise _wrong(
            dimension,
            f"权重应为 0 到 1、至多四位小数，得到 {dimension.weight}",
            f"expected a weight from 0 to 1 with at most four decimals, got {dimension.weight}",
        )


def _check_points(dimension: Dimension) -> None:
    steps = dimension.steps
    listed: Iterable[int] = (
        [*(p for _, p in steps.points), steps.otherwise] if isinstance(steps, ChoicePoints) else steps.points
    )
    for points in (*listed, dimension.missing_points):
        if not 0 <= points <= HIGHEST:
            raise _wrong(
                dimension,
                f"分值应为 0 到 100 的整数，得到 {points}",
                f"expected whole points from 0 to 100, got {points}",
            )


def _check_order(dimension: Dimension, steps: FixedSteps | QuantileSteps) -> None:
    marks = steps.cuts if isinstance(steps, FixedSteps) else steps.levels
    if len(steps.points) != len(marks) + 1:
        raise _wrong(
            dimension,
            f"{len(marks)} 个分界需要 {len(marks) + 1} 个分值，得到 {len(steps.points)} 个",
            f"{len(marks)} breakpoints need {len(marks) + 1} points, got {len(steps.points)}",
        )
    if any(a >= b for a, b in pairwise(marks)):
        raise _wrong(dimension, "分界必须逐个增大", "breakpoints must ascend")
    rising = list(steps.points) if dimension.better == "high" else list(reversed(steps.points))
    if rising != sorted(rising):
        raise _wrong(
            dimension,
            f"“{dimension.better}”更好，分值却不单调：{list(steps.points)}",
            f"the {dimension.better} end is better, but the points are not monotone: {list(steps.points)}",
        )


def _wrong(dimension: Dimension, zh: str, en: str) -> SchemeError:
    return SchemeError(
        Text(f"评分维度“{dimension.id}”：{zh}。", f"Score dimension “{dimension.id}”: {en}."),
        next_step=Text("请在方案中改正该维度。", "Correct the dimension in the scheme."),
        where={"dimension": dimension.id, "feature": dimension.feature},
    )
