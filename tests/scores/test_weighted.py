"""Points, weights and exact sums."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from frostier.kernel.errors import SchemeError
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints, plain_cuts
from frostier.scores.weighted import ChoicePoints, Dimension, FixedSteps, QuantileSteps, points_of, score_of, units_of

STEPS = FixedSteps((Decimal(100), Decimal(200)), (0, 50, 100))
SPEND = Dimension("M", Text("金额", "money"), "spend_365d", Decimal("0.3"), "high", STEPS, missing_points=7)
DAYS = FixedSteps((Decimal(7), Decimal(30)), (100, 50, 0))
RECENCY = replace(SPEND, feature="recency_days", better="low", steps=DAYS)


@pytest.mark.parametrize(
    ("value", "points"), [(None, 7), (Decimal("99.99"), 0), (Decimal(100), 50), (Decimal(200), 100), (250.0, 100)]
)
def test_a_value_on_a_breakpoint_gets_the_better_points(value: Any, points: int) -> None:
    assert points_of(SPEND, {"spend_365d": value}, CutPoints()) == points


@pytest.mark.parametrize(("days", "points"), [(7, 100), (8, 50), (30, 50), (31, 0)])
def test_where_low_is_better_the_boundary_belongs_to_the_better_side_too(days: int, points: int) -> None:
    assert points_of(RECENCY, {"recency_days": days}, CutPoints()) == points


def test_quantiles_within_a_group_compare_like_with_like() -> None:
    fair = replace(SPEND, steps=QuantileSteps((Decimal("0.5"),), (10, 90), "customer_type"))
    people = [{"customer_type": t, "spend_365d": s} for t, s in (("a", 1), ("a", 2), ("b", 100), ("b", 200))]
    cuts = plain_cuts(people, fair.cut_specs)

    assert [points_of(fair, row, cuts) for row in people] == [90, 90, 90, 90]
    assert points_of(fair, {"customer_type": "b", "spend_365d": 2}, cuts) == 10
    assert points_of(fair, {"customer_type": "c", "spend_365d": 2}, cuts) == fair.missing_points


def test_an_attribute_gives_points_by_its_value() -> None:
    zone = replace(SPEND, feature="climate_zone", steps=ChoicePoints((("plateau", 80),), 20))

    assert [points_of(zone, {"climate_zone": z}, CutPoints()) for z in ("plateau", "other", None)] == [80, 20, 7]


def test_the_score_is_exact_to_four_decimals() -> None:
    thirds = [replace(SPEND, weight=Decimal(w)) for w in ("0.3333", "0.3333", "0.3334")]

    assert score_of(units_of(thirds, {"spend_365d": 150}, CutPoints())) == Decimal("50.0000")


@pytest.mark.parametrize(
    "changes",
    [
        {"weight": Decimal("0.12345")}, {"weight": Decimal("1.1")}, {"missing_points": 101},
        {"steps": FixedSteps((Decimal(1),), (0,))}, {"steps": FixedSteps((Decimal(2), Decimal(1)), (0, 1, 2))},
        {"steps": FixedSteps((Decimal(1),), (100, 0))},
    ],
)  # fmt: skip
def test_a_dimension_that_does_not_fit_together_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(SchemeError):
        replace(SPEND, **changes)
