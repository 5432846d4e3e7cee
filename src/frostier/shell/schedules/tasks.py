"""The clock of the schedules."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from frostier.shell.runs.handlers import periodic
from frostier.shell.schedules.commands import ask_for_due

if TYPE_CHECKING:
    from frostier.shell.wiring import House


@periodic(every=timedelta(seconds=10))
def ask_for_scheduled_runs(house: House, now: datetime) -> None:
    """Ask for the runs that are due."""
    ask_for_due(house, now)
