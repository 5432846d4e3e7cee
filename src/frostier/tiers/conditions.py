"""Conditions as schemes use them: over features and attributes, in normal form, with values of the field's type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis

from frostier.features.catalogue import ATTRIBUTES, FEATURES
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints
from frostier.scores.weighted import Row
from frostier.tags.check import check
from frostier.tags.compile import compile_predicate
from frostier.tags.evaluate import evaluate
from frostier.tags.predicate import (
    AllOf,
    Always,
    AnyOf,
    Between,
    Bottom,
    Compare,
    Exists,
    HasTag,
    Not,
    OneOf,
    Predicate,
    TextMatch,
    Top,
)
from frostier.tags.vocabulary import standard_vocabulary

VOCABULARY = standard_vocabulary()

FAIR_TWINS: dict[str, str] = {f.id: f.fair_twin for f in FEATURES if f.fair_twin}
MONEY_FIELDS: frozenset[str] = frozenset(
    f.id for f in (*FEATURES, *ATTRIBUTES) if f.unit is not None and f.unit.en == "CNY"
)


def normal(predicate: Predicate) -> Predicate:
    """The condition with ids and typed values; raises ``PredicateError`` for unknown fields, and for tags.

    A scheme reads features, not tags: a tag can change its meaning without the scheme's version changing.
    """
    return check(predicate, VOCABULARY)


def holds(predicate: Predicate, row: Row, cuts: CutPoints) -> bool:
    """Whether the condition holds for one customer."""
    return evaluate(predicate, row, cuts)


def holds_expression(predicate: Predicate, table: ibis.Table, cuts: CutPoints) -> ibis.expr.types.BooleanValue:
    """The condition as a column over ``table``: true or false, never NULL."""
    return compile_predicate(predicate, table, cuts)


def name_of(field: str) -> Text:
    """The name of a feature or attribute; the id itself where the catalogue does not know it."""
    known = VOCABULARY.fields.get(field)
    return known.name if known else Text(field, field)


def mapped(predicate: Predicate, atom: Callable[[Any], Predicate]) -> Predicate:
    """The same tree with every atom replaced, in normal form."""
    return normal(_mapped(predicate, atom))


def with_fair_twins(predicate: Predicate) -> Predicate:
    """The condition with every feature that has a season-adjusted twin read as its twin."""
    return mapped(predicate, _fair_atom)


def fair_field(field: str) -> str:
    """The season-adjusted twin of a feature, or the feature itself."""
    return FAIR_TWINS.get(field, field)


def _mapped(predicate: Predicate, atom: Callable[[Any], Predicate]) -> Predicate:
    match predicate:
        case AllOf(parts):
            return AllOf(tuple(_mapped(part, atom) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_mapped(part, atom) for part in parts))
        case Not(part):
            return Not(_mapped(part, atom))
        case _:
            return atom(predicate)


def _fair_atom(atom: Predicate) -> Predicate:
    match atom:
        case Compare(field, op, value):
            return Compare(fair_field(field), op, value)
        case Between(field, low, high):
            return Between(fair_field(field), low, high)
        case OneOf(field, values):
            return OneOf(fair_field(field), values)
        case Exists(field):
            return Exists(fair_field(field))
        case Top(field, share, by):
            return Top(fair_field(field), share, by)
        case Bottom(field, share, by):
            return Bottom(fair_field(field), share, by)
        case TextMatch() | HasTag() | Always() | _:
            return atom
