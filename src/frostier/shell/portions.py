"""Values a few at a time: a statement takes only so many, and others wait while it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

IN_ONE_CONDITION = 500
"""So many values one condition of the transactional store may name, whatever the database."""


def in_portions(values: Iterable[T], size: int = IN_ONE_CONDITION) -> Iterator[list[T]]:
    """The values in their order, ``size`` at a time; none where there are none."""
    rest = iter(values)
    while portion := list(islice(rest, size)):
        yield portion
