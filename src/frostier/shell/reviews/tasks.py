"""What the worker does for reviews."""

from __future__ import annotations

from datetime import datetime, timedelta

from frostier.shell.reviews import timing
from frostier.shell.runs.handlers import periodic
from frostier.shell.wiring import House


@periodic(every=timedelta(seconds=30))
def keep_deadlines(house: House, now: datetime) -> None:
    """Close reviews whose time has passed; open those of overrides that come near their end."""
    timing.settle_lapsed(now, house.clock.today())
    timing.review_expiring_overrides(house)
