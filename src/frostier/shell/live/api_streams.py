"""Places that events are read from all the time."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema

from frostier.kernel.text import Lang
from frostier.shell.accounts.access import viewer_of
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.house import house
from frostier.shell.console.language import language_of
from frostier.shell.live import streams
from frostier.shell.live.models import EventStream

router = GuardedRouter(tags=["live"])


class EventSourceIn(Schema):
    """Files that grow, or a table; where they may be is as for imports. Each line or row is one event as JSON."""

    name: str = Field(min_length=1, max_length=80)
    kind: Literal["files", "table"]
    location: str = Field(min_length=1, max_length=1000)
    pattern: str = Field("", max_length=120, description="Of file names in a directory; *.ndjson by default")
    table: str = Field("", max_length=260)
    cursor_column: str = Field("", max_length=128, description="Grows with every row that is committed")
    event_column: str = Field("", max_length=128)


class EventSourceOut(EventSourceIn):
    """A place that events are read from, and how that goes."""

    id: int
    enabled: bool
    by: str
    added_at: datetime
    last_read_at: datetime | None
    accepted: int
    duplicates: int
    rejected: int
    failures: int
    error: str | None


class EventSourcePaused(Schema):
    """Whether it shall rest."""

    paused: bool


@router.get("/event-sources", permission="imports.read", response=list[EventSourceOut])
def event_sources(request: HttpRequest) -> Any:
    """Files and tables that events are read from, and how that goes."""
    return [_answer(row, language_of(request)) for row in streams.streams()]


@router.post("/event-sources", permission="imports.write", response={201: EventSourceOut})
def add_event_source(request: HttpRequest, asked: EventSourceIn) -> Any:
    """Read events from files or a table from now on, beginning with the first."""
    row = streams.add_stream(house(), streams.StreamDraft(**asked.dict()), viewer_of(request))
    return 201, _answer(row, language_of(request))


@router.post("/event-sources/{int:source_id}/pause", permission="imports.write", response=EventSourceOut)
def pause_event_source(request: HttpRequest, source_id: int, asked: EventSourcePaused) -> Any:
    """Let it rest, or go on where it stopped."""
    return _answer(streams.pause_stream(house(), source_id, asked.paused, viewer_of(request)), language_of(request))


@router.delete("/event-sources/{int:source_id}", permission="imports.write", response={204: None})
def remove_event_source(request: HttpRequest, source_id: int) -> Any:
    """Forget it; the events that it brought stay."""
    streams.remove_stream(source_id, viewer_of(request))
    return 204, None


def _answer(row: EventStream, lang: Lang) -> dict[str, Any]:
    shown = ("id", *EventSourceOut.model_fields)
    error = row.error_zh if lang == "zh" else row.error_en
    return {**{name: getattr(row, name) for name in shown if name != "error"}, "error": error or None}
