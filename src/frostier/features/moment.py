"""The day that figures are as of: one given day, or a column of days.

Every figure is defined once, over rows that carry ``age``: how many days before the as-of day they lie (0 is
the day itself). Whether the day is a literal (a grading) or comes from a table (a projection of few customers
over many days) is settled here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
from ibis.expr import types as ir


@dataclass(frozen=True, slots=True)
class Moment:
    """The as-of day: ``day`` where it is one given day, else the single column ``as_of`` of the table ``days``."""

    day: date | None = None
    days: ir.Table | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """What identifies a row of figures."""
        return ("customer_key",) if self.days is None else ("customer_key", "as_of")

    def of(self, table: ir.Table) -> ir.DateValue:
        """The as-of day of each row of a table made by :meth:`spread`, :meth:`seen` or grouped from one."""
        return ibis.literal(self.day, type="date") if self.days is None else table.as_of

    def spread(self, table: ir.Table) -> ir.Table:
        """The table as it stands, once for every as-of day."""
        return table if self.days is None else table.cross_join(self.days.select("as_of").distinct())

    def seen(self, table: ir.Table, day: str, *, within: int | None = None) -> ir.Table:
        """The rows known at the end of the as-of day, with ``age`` in days; only the last ``within`` days if given."""
        spread = self.spread(table)
        known = spread.filter(spread[day] <= self.of(spread))
        if within is not None:
            known = known.filter(known[day] > self._before(known, within))
        return known.mutate(age=days_between(known[day], self.of(known)))

    def _before(self, table: ir.Table, days: int) -> ir.DateValue:
        if self.day is not None:
            return ibis.literal(self.day - timedelta(days=days), type="date")
        return (table.as_of - ibis.interval(days=days)).cast("date")


def days_between(earlier: ir.DateValue, later: ir.DateValue) -> ir.IntegerValue:
    """Whole days from one day to another; negative when ``later`` comes first."""
    return later.delta(earlier, unit="day").cast("int64")
