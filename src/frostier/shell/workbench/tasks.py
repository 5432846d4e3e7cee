"""What the worker does for tasks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from frostier.kernel.text import Text
from frostier.shell.runs.handlers import JsonObject, RunRequest, handler, periodic
from frostier.shell.wiring import House
from frostier.shell.workbench.commands import give_back
from frostier.shell.workbench.standing_in import end_loans

if TYPE_CHECKING:
    from frostier.shell.runs.running import LiveRun


@handler("tasks_give", lane="reader", name=Text("交办", "give tasks"), deadline=timedelta(minutes=30))
def give(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Give the managers of all customers that fit a task about each, within the scope of whoever asked.

    ``arguments`` are those of :func:`frostier.shell.workbench.giving.gift_arguments`.
    """
    from frostier.shell.workbench.giving import give_tasks

    return give_tasks(run, house, arguments, asked_by)


@periodic(every=timedelta(minutes=1))
def end_stand_ins(house: House, now: datetime) -> None:
    """Return what was handed over until today."""
    give_back(house.clock.today())
    end_loans(house)
