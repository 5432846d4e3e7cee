"""Recency, frequency and money in quintiles: the dimensions, the three-digit cell and the eight named segments.

Each of R, F and M is cut at the quintiles of the graded population, or of each customer type when ``by`` is given
(a household is then measured against households). Level 5 is best. A customer without a value stands at level 1.
Source: Hughes, A. M. (1994), Strategic Database Marketing, for the quintile cells; the eight segments are the halves
usual in Chinese practice (重要价值客户 …).
"""

from __future__ import annotations

from decimal import Decimal

import ibis

from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints
from frostier.scores.weighted import Better, Dimension, QuantileSteps, Row, points_expression, points_of

QUINTILES = (Decimal("0.2"), Decimal("0.4"), Decimal("0.6"), Decimal("0.8"))
QUINTILE_POINTS = (20, 40, 60, 80, 100)
HIGH_LEVEL = 3  # from this level on, a dimension counts as high

SEGMENTS: dict[str, tuple[str, Text]] = {
    "HHH": ("core", Text("重要价值客户", "core customer")),
    "HLH": ("grow_frequency", Text("重要发展客户", "valuable, buys seldom")),
    "LHH": ("keep", Text("重要保持客户", "valuable, gone quiet")),
    "LLH": ("win_back", Text("重要挽留客户", "valuable, leaving")),
    "HHL": ("grow_basket", Text("一般价值客户", "frequent, small orders")),
    "HLL": ("develop", Text("一般发展客户", "recent, seldom, small")),
    "LHL": ("hold", Text("一般保持客户", "frequent once, small, quiet")),
    "LLL": ("low_touch", Text("一般挽留客户", "seldom, small, quiet")),
}


def quintiles(
    id: str, name: Text, feature: str, weight: Decimal, better: Better = "high", by: str | None = None
) -> Dimension:
    """A dimension of five levels worth 20, 40 … 100 points, the best fifth 100."""
    points = QUINTILE_POINTS if better == "high" else tuple(reversed(QUINTILE_POINTS))
    return Dimension(id, name, feature, weight, better, QuantileSteps(QUINTILES, points, by), missing_points=0)


def rfm_dimensions(
    weights: tuple[Decimal, Decimal, Decimal] = (Decimal("0.3"), Decimal("0.3"), Decimal("0.4")),
    *,
    by: str | None = None,
) -> tuple[Dimension, Dimension, Dimension]:
    """R (days since the last order), F (orders in 365 days) and M (spend in 365 days) in quintiles."""
    r, f, m = weights
    return (
        quintiles("R", Text("最近购买", "recency"), "recency_days", r, "low", by),
        quintiles("F", Text("购买频次", "frequency"), "orders_365d", f, "high", by),
        quintiles("M", Text("消费金额", "money"), "spend_365d", m, "high", by),
    )


def level_of(dimension: Dimension, row: Row, cuts: CutPoints) -> int:
    """The level 1..5 of one customer in one quintile dimension."""
    return max(1, points_of(dimension, row, cuts) // 20)


def rfm_cell(row: Row, cuts: CutPoints, *, by: str | None = None) -> str:
    """The levels of R, F and M as three digits, such as ``"543"``."""
    return "".join(str(level_of(d, row, cuts)) for d in rfm_dimensions(by=by))


def segment_of(cell: str) -> tuple[str, Text]:
    """The named segment of a cell, as (id, name).

    >>> segment_of("255")[1].zh
    '重要保持客户'
    """
    return SEGMENTS["".join("H" if int(level) >= HIGH_LEVEL else "L" for level in cell)]


def rfm_columns(table: ibis.Table, cuts: CutPoints, *, by: str | None = None) -> dict[str, ibis.Value]:
    """The columns ``rfm_cell`` and ``rfm_segment`` over ``table``; the same as the plain functions."""
    levels = [ibis.greatest(points_expression(d, table, cuts) // 20, 1).cast("int64") for d in rfm_dimensions(by=by)]
    cell = levels[0].cast("string") + levels[1].cast("string") + levels[2].cast("string")
    halves = [ibis.ifelse(level >= HIGH_LEVEL, "H", "L") for level in levels]
    pattern = halves[0] + halves[1] + halves[2]
    segment = ibis.cases(*[(pattern == key, id) for key, (id, _) in SEGMENTS.items()])
    return {"rfm_cell": cell, "rfm_segment": segment}
