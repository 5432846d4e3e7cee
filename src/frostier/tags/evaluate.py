"""Conditions decided in plain Python, one customer at a time: the measure that every engine must agree with."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from frostier.scores.cuts import CutPoints, CutValue
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

Row = Mapping[str, Any]
CarriesTag = Callable[[str], bool]

COMPARE: dict[Op, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def no_tags(tag: str) -> bool:
    """The answer for someone who carries no tag."""
    return False


def evaluate(predicate: Predicate, row: Row, cuts: CutPoints, carries: CarriesTag = no_tags) -> bool:
    """Whether a checked condition holds for one customer.

    ``row`` maps field ids to values of the field's type (``None`` or absent: missing); ``carries`` tells whether the
    customer carries a tag, see :func:`frostier.tags.table.tags_of_row`.
    """
    match predicate:
        case AllOf(parts):
            return all(evaluate(part, row, cuts, carries) for part in parts)
        case AnyOf(parts):
            return any(evaluate(part, row, cuts, carries) for part in parts)
        case Not(part):
            return not evaluate(part, row, cuts, carries)
        case Always():
            return True
        case HasTag(tag):
            return carries(tag)
        case _:
            return _holds(predicate, row, cuts)


def cut_for(atom: Top | Bottom, row: Row, cuts: CutPoints) -> CutValue | None:
    """The cut that this customer is measured with; ``None`` where the customer's group has none."""
    if atom.by is None:
        return cuts.of(atom.cut)
    group = row.get(atom.by)
    return None if group is None else cuts.of(atom.cut, group)


def _holds(atom: Atom, row: Row, cuts: CutPoints) -> bool:
    if isinstance(atom, HasTag | Always):
        raise AssertionError("decided by the caller")
    actual = row.get(atom.field)
    if actual is None:
        return False
    match atom:
        case Compare(_, op, value):
            return COMPARE[op](actual, value)
        case Between(_, low, high):
            return bool(low <= actual <= high)
        case OneOf(_, values):
            return actual in values
        case TextMatch():
            return _matches(atom, actual)
        case Top():
            cut = cut_for(atom, row, cuts)
            return cut is not None and bool(actual >= cut)
        case Bottom():
            cut = cut_for(atom, row, cuts)
            return cut is not None and bool(actual <= cut)
        case Exists():
            return True


def _matches(atom: TextMatch, actual: str) -> bool:
    if atom.how == "contains":
        return atom.text in actual
    return actual.startswith(atom.text) if atom.how == "starts" else actual.endswith(atom.text)
