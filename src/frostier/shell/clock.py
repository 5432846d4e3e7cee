"""The one source of now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from frostier.flows.ports import Clock
from frostier.kernel.calendar import business_day


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock, with business days in the company's zone.

    A demo company lives some days behind the calendar; moments are the machine's there, too.
    """

    zone: ZoneInfo
    days_behind: int = 0

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The company's business day."""
        return business_day(self.now(), self.zone) - timedelta(days=self.days_behind)


@dataclass(frozen=True, slots=True)
class WallClock:
    """The moments of another clock with the days of the calendar, for what is no part of a demo's story: keys."""

    clock: Clock
    zone: ZoneInfo

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return self.clock.now()

    def today(self) -> date:
        """The calendar's day where the company is."""
        return business_day(self.now(), self.zone)
