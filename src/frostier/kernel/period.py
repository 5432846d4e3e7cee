"""Half-open periods of whole days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` up to, but not including, ``end``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"Expected end on or after {self.start}, got {self.end}.")

    @classmethod
    def last(cls, days: int, *, as_of: date) -> Period:
        """The ``days`` days that end with (and include) the day ``as_of``."""
        return cls(as_of - timedelta(days=days - 1), as_of + timedelta(days=1))

    @property
    def days(self) -> int:
        """How many days the period holds."""
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(self.days))
