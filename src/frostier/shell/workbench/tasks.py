"""What the worker does for tasks."""

from __future__ import annotations

from datetime import datetime, timedelta

from frostier.shell.runs.handlers import periodic
from frostier.shell.wiring import House
from frostier.shell.workbench.commands import give_back
from frostier.shell.workbench.standing_in import end_loans


@periodic(every=timedelta(minutes=1))
def end_stand_ins(house: House, now: datetime) -> None:
    """Return what was handed over until today."""
    give_back(house.clock.today())
    end_loans(house)
