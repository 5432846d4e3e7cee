"""Housekeeping of the console."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from frostier.shell.runs.handlers import periodic

if TYPE_CHECKING:
    from frostier.shell.wiring import House


@periodic(every=timedelta(hours=1), after_start=timedelta(minutes=2))
def forget_answers(house: House, now: datetime) -> None:
    """Remove kept answers that are a day old."""
    from frostier.shell.console.idempotency import forget_old

    forget_old(now)
