"""Places that events are read from all the time: declared, paused, removed, and read on by the worker."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from threading import Event
from urllib.parse import quote, urlsplit

from django.db import DatabaseError, transaction

from frostier.flows.ports import EventPortion, EventSource, JsonObject
from frostier.kernel.errors import FrostierError, InvalidInput, NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.intake.places import allowed_path, check_address, database_file, with_secrets
from frostier.shell.live.accepting import MOST_EVENTS, accept
from frostier.shell.live.models import EventStream
from frostier.shell.named import under_a_free_name
from frostier.shell.runs.bell import ring
from frostier.shell.wiring import House

LOG = logging.getLogger("frostier.streams")

USUAL_PATTERN = "*.ndjson"
LOOK_SECONDS = 1.0
_PORTIONS_AT_ONCE = 20
_LONGEST_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class StreamDraft:
    """A stream as somebody describes it. Files: a file or directory. Table: its names of columns too."""

    name: str
    kind: str
    location: str
    pattern: str = ""
    table: str = ""
    cursor_column: str = ""
    event_column: str = ""


def streams() -> list[EventStream]:
    """Every stream by name."""
    return list(EventStream.objects.order_by("name"))


@transaction.atomic
def add_stream(house: House, draft: StreamDraft, viewer: Viewer) -> EventStream:
    """The new stream, read from its beginning. Raises InvalidInput naming the field, Conflict for a taken name."""
    now = house.clock.now()
    values = {f.name: str(getattr(draft, f.name)).strip() for f in fields(draft)}
    row = EventStream(**values, by=viewer.name, added_at=now, next_at=now)
    if row.kind == "files":
        row.pattern = row.pattern or USUAL_PATTERN
    _check(house, row)
    with under_a_free_name(
        Text(f"已有名为“{row.name}”的事件来源。", f"There is an event source called {row.name!r} already.")
    ):
        row.save()
    record(viewer, "event_source.added", str(row.pk), _told(row))
    return row


@transaction.atomic
def pause_stream(house: House, stream_id: int, paused: bool, viewer: Viewer) -> EventStream:
    """The stream, no longer (or again) read; it goes on where it stopped."""
    row = _stream(stream_id)
    row.enabled, row.next_at, row.failures = not paused, house.clock.now(), 0
    row.save(update_fields=["enabled", "next_at", "failures"])
    record(viewer, "event_source.paused" if paused else "event_source.resumed", str(row.pk), {"name": row.name})
    return row


@transaction.atomic
def remove_stream(stream_id: int, viewer: Viewer) -> None:
    """Forget the stream; what it brought stays."""
    row = _stream(stream_id)
    record(viewer, "event_source.removed", str(row.pk), _told(row))
    row.delete()


def read_streams(house: House, over: Event) -> None:
    """Read every stream on, again and again, until it is over."""
    while not over.is_set():
        try:
            brought = read_due(house)
        except DatabaseError:
            # The store may be away for a moment; what was not committed is read again.
            LOG.exception("streams could not be read")
            brought = 0
        if not brought:
            over.wait(LOOK_SECONDS)


def read_due(house: House) -> int:
    """Read on every stream that is due; how many new events that brought."""
    due = EventStream.objects.filter(enabled=True, next_at__lte=house.clock.now()).order_by("next_at", "id")
    return sum(_read(house, row) for row in due)


def _read(house: House, row: EventStream) -> int:
    """Read a stream on as far as it goes at once; a failure is kept with it, and the next try waits the longer."""
    before = row.accepted
    try:
        source = _source(house, row)
        for _ in range(_PORTIONS_AT_ONCE):
            if not _take(house, row, source.read(row.bookmark, MOST_EVENTS)):
                break
    except (FrostierError, OSError, ValueError) as error:
        _note_failure(house, row, error)
    else:
        _note_success(house, row)
    return row.accepted - before


def _take(house: House, row: EventStream, portion: EventPortion) -> bool:
    """Keep a portion together with its bookmark; whether there was anything."""
    if not portion.events and portion.bookmark == row.bookmark:
        return False
    at_once = False
    with transaction.atomic():
        for start in range(0, len(portion.events), MOST_EVENTS):
            chunk = portion.events[start : start + MOST_EVENTS]
            done = accept(
                chunk,
                by=f"stream:{row.name}",
                zone=house.settings.zone,
                now=house.clock.now(),
                own_moment=house.settings.own_moment,
            )
            row.accepted += done.accepted
            row.duplicates += done.duplicates
            row.rejected += len(done.rejected)
            at_once = at_once or done.at_once
        row.bookmark = portion.bookmark
        row.save(update_fields=["bookmark", "accepted", "duplicates", "rejected"])
    if at_once:
        ring(house.home.root)
    return bool(portion.events)


def _note_success(house: House, row: EventStream) -> None:
    row.last_read_at, row.failures, row.error_zh, row.error_en = house.clock.now(), 0, "", ""
    row.save(update_fields=["last_read_at", "failures", "error_zh", "error_en"])


def _note_failure(house: House, row: EventStream, error: Exception) -> None:
    row.failures += 1
    message = error.message if isinstance(error, FrostierError) else Text(str(error)[:400], str(error)[:400])
    row.error_zh, row.error_en = message.zh, message.en
    row.next_at = house.clock.now() + min(timedelta(seconds=2 ** min(row.failures, 10)), _LONGEST_PAUSE)
    row.save(update_fields=["failures", "error_zh", "error_en", "next_at"])
    LOG.warning("stream %s could not be read: %s", row.name, message.en)


def _source(house: House, row: EventStream) -> EventSource:
    """The place itself; where it may be is checked at every reading, as settings and links change."""
    from frostier.engines.files.event_table import EventTable
    from frostier.engines.files.event_tail import EventTail

    if row.kind == "files":
        return EventTail(Path(allowed_path(house, row.location)), row.pattern)
    return EventTable(_address(house, row), house.home.work, row.table, row.cursor_column, row.event_column)


def _address(house: House, row: EventStream) -> str:
    check_address(house, row.location)
    parts = urlsplit(row.location)
    if parts.scheme == "sqlite":
        return f"sqlite:///{quote(str(allowed_path(house, database_file(parts.path))))}"
    return with_secrets(row.location)


def _check(house: House, row: EventStream) -> None:
    if not row.name:
        raise _refusal("name", Text("应给出名称", "Give it a name"))
    if row.kind == "files":
        allowed_path(house, row.location)
        if not re.fullmatch(r"[^/\\\0]{1,120}", row.pattern):
            raise _refusal("pattern", Text("文件名样式应如 *.ndjson，不含目录", "The pattern must be like *.ndjson"))
        return
    check_address(house, row.location)
    for name in ("table", "cursor_column", "event_column"):
        if not getattr(row, name):
            raise _refusal(
                name, Text("应给出数据表、游标列和事件列", "Name the table, its cursor and its event column")
            )


def _refusal(field_name: str, expected: Text) -> InvalidInput:
    return InvalidInput(Text(f"{expected.zh}。", f"{expected.en}."), where={"field": field_name})


def _stream(stream_id: int) -> EventStream:
    row = EventStream.objects.select_for_update().filter(pk=stream_id).first()
    if row is None:
        raise NotFound(Text(f"没有事件来源 {stream_id}。", f"There is no event source {stream_id}."))
    return row


def _told(row: EventStream) -> JsonObject:
    """What the audit trail keeps of a stream."""
    return {"name": row.name, "kind": row.kind, "location": row.location}
