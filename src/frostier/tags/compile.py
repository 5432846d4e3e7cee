"""Conditions compiled to an Ibis column, so that any engine decides all customers at once.

Three-valued engines and our two-valued conditions meet here. Inside ``and``/``or`` an unknown may stay unknown: both
only ever turn more parts true into more truth, so replacing unknown by false once, at the top and below each ``not``,
gives the same as replacing it at every atom, at a third of the cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis
import ibis.expr.types as ir

from frostier.scores.cuts import CutPoints
from frostier.tags.check import MAX_WHOLE_DIGITS
from frostier.tags.evaluate import COMPARE
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
    Value,
)

TagColumns = Mapping[str, ir.BooleanValue]


def compile_predicate(
    predicate: Predicate, table: ibis.Table, cuts: CutPoints, tags: TagColumns | None = None
) -> ir.BooleanValue:
    """A boolean column over ``table``, never NULL, true where the checked condition holds.

    ``table`` has one row per customer and a column per field id, of the field's type. Tags are taken from ``tags``,
    else from boolean columns of ``table``.
    """
    return _Compiler(table, cuts, tags or {}).decided(predicate)


class _Compiler:
    def __init__(self, table: ibis.Table, cuts: CutPoints, tags: TagColumns) -> None:
        self.table = table
        self.cuts = cuts
        self.tags = tags

    def decided(self, predicate: Predicate) -> ir.BooleanValue:
        """True or false, never NULL."""
        if isinstance(predicate, Not | Exists | Always | HasTag):
            return self.true_where(predicate)
        return self.true_where(predicate).fill_null(False)

    def true_where(self, predicate: Predicate) -> ir.BooleanValue:
        """True where the condition holds; false or NULL where not."""
        match predicate:
            case AllOf(parts):
                return reduce(and_, map(self.true_where, parts))
            case AnyOf(parts):
                return reduce(or_, map(self.true_where, parts))
            case Not(Exists(field)):
                return self.table[field].isnull()
            case Not(part):
                return ~self.decided(part)
            case Always():
                return ibis.literal(True)
            case HasTag(tag):
                return self.tags[tag] if tag in self.tags else self.table[tag]
            case _:
                return self._atom(predicate)

    def _atom(self, atom: Atom) -> ir.BooleanValue:
        if isinstance(atom, HasTag | Always):
            raise AssertionError("compiled by the caller")
        column = self.table[atom.field]
        match atom:
            case Exists():
                return column.notnull()
            case Compare(_, op, value):
                return _compared(column, op, value)
            case Between(_, low, high):
                return _compared(column, ">=", low) & _compared(column, "<=", high)
            case OneOf(_, values):
                return _one_of(column, values)
            case TextMatch(_, how, text):
                return _MATCH[how](column, text)
            case Top():
                return self._against_cut(column, ">=", atom)
            case Bottom():
                return self._against_cut(column, "<=", atom)

    def _against_cut(self, column: ir.Column, op: Op, atom: Top | Bottom) -> ir.BooleanValue:
        groups = self.cuts.groups(atom.cut)
        if not groups:
            return ibis.literal(False)
        if atom.by is None:
            return COMPARE[op](column, literal(column, groups[None]))
        branches = [(group, literal(column, groups[group])) for group in sorted(groups, key=str)]
        return COMPARE[op](column, self.table[atom.by].cases(*branches, else_=ibis.null(column.type())))


def literal(column: ir.Column, value: Value) -> ir.Scalar:
    """The value as a literal of the column's own type, so that nothing is rounded or widened in a comparison."""
    dtype = column.type()
    if dtype.is_floating():
        # Spelled as text: engines read 0.30000000000000004 as a decimal and round twice on the way to binary.
        return ibis.literal(repr(float(value))).cast("float64")  # type: ignore[arg-type]
    if dtype.is_decimal():
        precision = min(38, max(dtype.precision or 38, MAX_WHOLE_DIGITS + (dtype.scale or 0)))
        return ibis.literal(Decimal(value), type=f"decimal({precision}, {dtype.scale or 0})")  # type: ignore[arg-type]
    if dtype.is_integer():
        return ibis.literal(int(value), type="int64")  # type: ignore[arg-type]
    return ibis.literal(value)


def _compared(column: ir.Column, op: Op, value: Value) -> ir.BooleanValue:
    below = _next_below(column, value)
    if below is None:
        return COMPARE[op](column, literal(column, value))
    if op in ("<", "<="):
        return column <= literal(column, below)
    if op in (">", ">="):
        return column > literal(column, below)
    return ibis.literal(False) if op == "=" else column.notnull()


def _one_of(column: ir.Column, values: tuple[Value, ...]) -> ir.BooleanValue:
    possible = [literal(column, value) for value in values if _next_below(column, value) is None]
    return column.isin(possible) if possible else ibis.literal(False)


def _next_below(column: ir.Column, value: Value) -> Decimal | None:
    """The largest value of an exact column below a number that the column cannot hold (3.005 in cents), else None."""
    dtype = column.type()
    if not isinstance(value, Decimal) or not (dtype.is_decimal() or dtype.is_integer()):
        return None
    scale = (dtype.scale or 0) if dtype.is_decimal() else 0
    below = value.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_FLOOR)
    return None if below == value else below


_MATCH: dict[str, Callable[[Any, str], ir.BooleanValue]] = {
    "contains": lambda column, text: column.contains(text),
    "starts": lambda column, text: column.startswith(text),
    "ends": lambda column, text: column.endswith(text),
}
