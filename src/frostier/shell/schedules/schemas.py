"""What the API tells of schedules."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from frostier.shell.console.shapes import Named
from frostier.shell.runs.schemas import RunState

Kind = Literal["regrade", "roll", "verify"]


class ScheduleIn(Schema):
    """A schedule as it shall be."""

    kind: Kind
    cron: str = Field(max_length=120, description="Minute, hour, day, month, weekday, such as 0 2 1 * *")
    zone: str | None = Field(None, max_length=64, description="Absent: the company's")
    on: bool = True
    catch_up: bool = Field(True, description="What was missed while nothing ran is done once, late")


class ScheduleChange(Schema):
    """What of a schedule shall change; absent fields stay."""

    kind: Kind | None = None
    cron: str | None = Field(None, max_length=120)
    zone: str | None = Field(None, max_length=64, description="Empty: the company's")
    on: bool | None = None
    catch_up: bool | None = None
    expected_version: int | None = None


class LastRun(Schema):
    """The run that a schedule asked for last."""

    id: int
    state: RunState
    state_name: str
    finished_at: datetime | None


class ScheduleOut(Schema):
    """A schedule, when it is due, and what became of it last."""

    id: int
    kind: Named
    cron: str
    words: str = Field(description="The cron expression in plain words")
    zone: str = Field(description="The zone whose clocks it follows")
    own_zone: bool = Field(description="Whether the zone was chosen, and is not just the company's")
    on: bool
    catch_up: bool
    next_at: datetime | None
    upcoming: list[datetime] = Field(description="The next few due moments")
    last_run: LastRun | None
    last_missed_at: datetime | None = Field(description="Was due then while nothing ran, and left out")
    version: int
    by: str
    updated_at: datetime


class KindOut(Schema):
    """A kind of work that can be scheduled."""

    id: str
    name: str
    meaning: str


class CronAsked(Schema):
    """A cron expression to look at before it is kept."""

    cron: str = Field(max_length=120)
    zone: str | None = Field(None, max_length=64)


class CronTold(Schema):
    """What a cron expression means."""

    cron: str
    words: str
    upcoming: list[datetime]
