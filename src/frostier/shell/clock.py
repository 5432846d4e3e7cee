"""The one source of now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from frostier.kernel.calendar import business_day


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock, with business days in the company's zone."""

    zone: ZoneInfo

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The company's business day."""
        return business_day(self.now(), self.zone)
