"""Runs of grading that the worker performs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from frostier.shell.runs.handlers import JsonObject, RunRequest, handler
from frostier.shell.runs.words import KINDS

if TYPE_CHECKING:
    from frostier.shell.runs.running import LiveRun
    from frostier.shell.wiring import House


@handler("grade", lane="writer", name=KINDS["grade"])
def grade_customers(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Grade every customer; the grading's number, day and counts. ``as_of`` is a day, or absent for the latest."""
    from frostier.flows import grading as flow

    wanted = arguments.get("as_of")
    as_of = flow.grading_day(house.parts, date.fromisoformat(wanted) if wanted else None)
    recorded = flow.grade(run, house.parts, as_of=as_of, by=asked_by.by)
    return {"grading_id": recorded.id, "as_of": recorded.as_of.isoformat(), "counts": dict(recorded.counts)}
