"""A condition over one customer, as a tree.

Conditions are two-valued: an atom over a missing value is false, so ``not (spend_30d > 3000)`` holds for a customer
whose spend is unknown. Fields and tags stand by id; names are resolved when a condition is read
(:mod:`frostier.tags.text_form`, :mod:`frostier.tags.json_form`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias, get_args

from frostier.scores.cuts import CutSpec

Value: TypeAlias = bool | int | Decimal | float | str | date
Op = Literal["<", "<=", ">", ">=", "=", "!="]
How = Literal["contains", "starts", "ends"]

OPS: tuple[Op, ...] = get_args(Op)
HOWS: tuple[How, ...] = get_args(How)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; true for no parts."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; false for no parts."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Predicate


@dataclass(frozen=True, slots=True)
class Compare:
    """The field stands in the relation ``op`` to the value; false where the field is missing, ``!=`` included."""

    field: str
    op: Op
    value: Value


@dataclass(frozen=True, slots=True)
class Between:
    """The field is from ``low`` to ``high``, both included."""

    field: str
    low: Value
    high: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field is one of the values."""

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Exists:
    """The field has a value."""

    field: str


@dataclass(frozen=True, slots=True)
class Top:
    """The field is at or above the cut of the best ``share`` (0..1) of the graded population, or of its group."""

    field: str
    share: Decimal
    by: str | None = None

    @property
    def cut(self) -> CutSpec:
        """The cut point that decides."""
        return CutSpec(self.field, 1 - self.share, self.by)


@dataclass(frozen=True, slots=True)
class Bottom:
    """The field is at or below the cut of the lowest ``share`` (0..1) of the graded population, or of its group."""

    field: str
    share: Decimal
    by: str | None = None

    @property
    def cut(self) -> CutSpec:
        """The cut point that decides."""
        return CutSpec(self.field, self.share, self.by)


@dataclass(frozen=True, slots=True)
class TextMatch:
    """The text field contains, starts or ends with ``text``; upper and lower case differ."""

    field: str
    how: How
    text: str


@dataclass(frozen=True, slots=True)
class HasTag:
    """The customer carries the tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class Always:
    """True for everyone."""


Atom: TypeAlias = Compare | Between | OneOf | Exists | Top | Bottom | TextMatch | HasTag | Always
Predicate: TypeAlias = AllOf | AnyOf | Not | Atom


def parts_of(predicate: Predicate) -> tuple[Predicate, ...]:
    """The direct parts of a condition; none for an atom."""
    match predicate:
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Not(part):
            return (part,)
        case _:
            return ()


def walk(predicate: Predicate) -> Iterator[Predicate]:
    """The condition and everything inside it, from left to right; safe at any depth."""
    waiting = [predicate]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(parts_of(current)))


def atoms(predicate: Predicate) -> Iterator[Atom]:
    """The atoms of a condition, from left to right."""
    return (p for p in walk(predicate) if not isinstance(p, AllOf | AnyOf | Not))


def fields_of(predicate: Predicate) -> frozenset[str]:
    """Ids of the fields read directly (not through other tags), grouping fields included."""
    found: set[str] = set()
    for atom in atoms(predicate):
        if not isinstance(atom, HasTag | Always):
            found.add(atom.field)
        if isinstance(atom, Top | Bottom) and atom.by is not None:
            found.add(atom.by)
    return frozenset(found)


def tags_of(predicate: Predicate) -> frozenset[str]:
    """Ids of the tags referred to directly."""
    return frozenset(atom.tag for atom in atoms(predicate) if isinstance(atom, HasTag))


def cuts_of(predicate: Predicate) -> frozenset[CutSpec]:
    """The cut points needed directly (not through other tags)."""
    return frozenset(atom.cut for atom in atoms(predicate) if isinstance(atom, Top | Bottom))


def depth_of(predicate: Predicate) -> int:
    """How many levels deep the condition nests; 1 for an atom."""
    deepest, level = 0, [predicate]
    while level:
        deepest += 1
        level = [part for p in level for part in parts_of(p)]
    return deepest
