"""A scheme for another currency or size of company: every threshold in money times one factor."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from frostier.kernel.errors import SchemeError
from frostier.kernel.money import to_cents
from frostier.kernel.text import Text
from frostier.scores.weighted import Dimension, FixedSteps
from frostier.tags.predicate import Between, Compare, OneOf, Predicate, Value
from frostier.tiers.conditions import MONEY_FIELDS, mapped
from frostier.tiers.ladders import Ladder, Rule, RuleLadder, ScoreLadder
from frostier.tiers.scheme import Scheme


def scaled(scheme: Scheme, factor: Decimal) -> Scheme:
    """The scheme with its money thresholds times ``factor`` (above 0), rounded half up to cents.

    Thresholds are values that conditions compare a money field with, and fixed breakpoints over one. Quantiles fit
    any currency and stay; so do benefits, which are not thresholds. A factor of 0.1 makes 铂金 ≥ 5000 into ≥ 500.
    """
    if factor <= 0:
        raise SchemeError(
            Text(f"金额系数应大于 0，得到 {factor}。", f"Expected a money factor above 0, got {factor}."),
            next_step=Text("例如 0.1 或 7.2。", "Give a factor such as 0.1 or 7.2."),
        )
    return replace(scheme, ladder=_scaled_ladder(scheme.ladder, factor), stages=_scaled_rules(scheme.stages, factor))


def _scaled_ladder(ladder: Ladder, factor: Decimal) -> Ladder:
    if isinstance(ladder, RuleLadder):
        return _scaled_rules(ladder, factor)
    if isinstance(ladder, ScoreLadder):
        return replace(ladder, dimensions=_scaled_dimensions(ladder.dimensions, factor))
    return replace(
        ladder,
        rfm=_scaled_dimensions(ladder.rfm, factor),
        x=_scaled_dimensions(ladder.x, factor),
        adjustments=tuple(replace(a, when=_scaled_condition(a.when, factor)) for a in ladder.adjustments),
    )


def _scaled_rules(ladder: RuleLadder, factor: Decimal) -> RuleLadder:
    rules = tuple(Rule(rule.gives, _scaled_condition(rule.when, factor)) for rule in ladder.rules)
    return RuleLadder(rules, ladder.otherwise)


def _scaled_dimensions(dimensions: tuple[Dimension, ...], factor: Decimal) -> tuple[Dimension, ...]:
    return tuple(_scaled_dimension(d, factor) for d in dimensions)


def _scaled_dimension(dimension: Dimension, factor: Decimal) -> Dimension:
    if dimension.feature not in MONEY_FIELDS or not isinstance(dimension.steps, FixedSteps):
        return dimension
    cuts = tuple(to_cents(cut * factor) for cut in dimension.steps.cuts)
    return replace(dimension, steps=replace(dimension.steps, cuts=cuts))


def _scaled_condition(condition: Predicate, factor: Decimal) -> Predicate:
    def scaled_atom(atom: Predicate) -> Predicate:
        match atom:
            case Compare(field, op, value) if field in MONEY_FIELDS:
                return Compare(field, op, _times(value, factor))
            case Between(field, low, high) if field in MONEY_FIELDS:
                return Between(field, _times(low, factor), _times(high, factor))
            case OneOf(field, values) if field in MONEY_FIELDS:
                return OneOf(field, tuple(_times(value, factor) for value in values))
            case _:
                return atom

    return mapped(condition, scaled_atom)


def _times(value: Value, factor: Decimal) -> Value:
    return to_cents(Decimal(str(value)) * factor)
