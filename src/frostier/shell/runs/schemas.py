"""What the API tells of runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from frostier.shell.console.shapes import Named

RunState = Literal["queued", "running", "finished", "failed", "cancelled", "interrupted"]


class RunError(Schema):
    """Why a run failed, with the next step."""

    code: str
    message: str


class RunSummary(Schema):
    """One run: how far it is and what became of it.

    Arguments, result and files are told only to whoever asked for the run and to administrators, because they may
    speak of customers that another viewer must not know of.
    """

    id: int
    kind: Named
    state: RunState
    state_name: str
    step: str
    done: int = Field(description="How much of the step is done, in whatever it counts")
    total: int | None = Field(description="Absent where the step cannot know")
    progress: float | None = Field(description="Share of the step, 0 to 1")
    by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    seconds: float | None
    cancel_requested: bool
    error: RunError | None
    arguments: dict[str, Any]
    counts: dict[str, Any]
    has_result: bool
    files: list[str]


class RunDetail(RunSummary):
    """One run with its result."""

    result: dict[str, Any] | None


class RunStarted(Schema):
    """The run that was asked for; follow it at ``/runs/{id}`` or ``/runs/{id}/events``."""

    run: RunSummary


class RunPage(Schema):
    """Runs, the newest first."""

    items: list[RunSummary]
    next: str | None = Field(description="Cursor of the next page")
    total: int


class RunQuery(Schema):
    """Which runs."""

    kind: str | None = Field(None, max_length=40)
    state: RunState | None = None
    cursor: str | None = Field(None, max_length=40)
    limit: int = Field(50, ge=1, le=200)


class LogLine(Schema):
    """One line of a run's log."""

    at: datetime
    text: str
