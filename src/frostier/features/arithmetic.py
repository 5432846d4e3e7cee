"""Per-row arithmetic on exact totals.

Totals are integers and decimals, so that every engine adds them to the same value in any order. Floating point
begins here, row by row, with operations that IEEE 754 rounds correctly (÷ × + − √): the same inputs give the
same bits on every engine.
"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr import types as ir


def number(value: ir.NumericValue) -> ir.FloatingValue:
    """The nearest double."""
    return value.cast("float64")


def ratio(part: ir.NumericValue, whole: ir.NumericValue) -> ir.FloatingValue:
    """part ÷ whole; no value unless the whole is above 0."""
    return ibis.cases((whole > 0, number(part) / number(whole)), else_=ibis.null("float64"))


def change(now: ir.NumericValue, before: ir.NumericValue) -> ir.FloatingValue:
    """now ÷ before − 1; no value unless the figure before is above 0."""
    return ratio(now, before) - 1.0


def spread_over_mean(count: ir.NumericValue, total: ir.NumericValue, squares: ir.NumericValue) -> ir.FloatingValue:
    """Population standard deviation ÷ mean from the exact n, Σx and Σx²: √(n·Σx² − (Σx)²) ÷ Σx, for Σx above 0."""
    variance = count * squares - total * total
    # An untaken branch may still be evaluated, so the root is kept away from what only rounding could make negative.
    return ibis.cases((total > 0, number(variance).sqrt() / number(total)), else_=ibis.null("float64"))


def known_if(condition: ir.BooleanValue, value: ir.Value) -> ir.Value:
    """The value where the condition holds, else none."""
    return ibis.cases((condition, value), else_=ibis.null(value.type()))


def plus(values: list[ir.NumericValue]) -> ir.NumericValue:
    """The sum from left to right."""
    return reduce(lambda a, b: a + b, values)


def first_equal(largest: ir.NumericValue, values: dict[str, ir.NumericValue]) -> ir.StringValue:
    """The name of the first value that is the largest; none unless that is above 0."""
    found = [((value == largest) & (largest > 0), ibis.literal(name)) for name, value in values.items()]
    return ibis.cases(*found, else_=ibis.null("string"))
