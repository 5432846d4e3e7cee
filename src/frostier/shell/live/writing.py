"""Rows of the inbox, looked up and written in plain SQL: through the model each event costs ten times as much.

Every statement is one that SQLite, PostgreSQL and MySQL understand alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection

from frostier.shell.inserting import insert_rows
from frostier.shell.live.models import InboxHead
from frostier.shell.portions import in_portions
from frostier.sources.events import Event

T = TypeVar("T")
Name = tuple[str, str, int]  # source, event id, version

_MOST_NEWER = 5_000
_KNOWN = "SELECT source, event_id, version, content_hash FROM inbox_event WHERE "
_COLUMNS = (
    "source", "event_id", "version", "type", "customer_code", "key", "occurred_at", "data", "content_hash",
    "received_at", "id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """An event as it will be kept, but for the moment and its number; made before anything is locked."""

    name: Name
    content: str
    values: tuple[Any, ...]


def row_maker() -> Callable[[Event], Row]:
    """A function that makes rows of events for the database of this thread."""
    stored = connection.ops.adapt_datetimefield_value

    def row(event: Event) -> Row:
        text = event.data_text
        name, content = (event.source, event.event_id, event.version), event.hash_with(text)
        at = stored(event.occurred_at)
        return Row(name, content, (*name, event.type, event.customer_code, event.key, at, text, content))

    return row


def newest() -> int:
    """The number of the newest event that everybody can see."""
    return _one("SELECT last FROM inbox_head WHERE id = %s", InboxHead.ONLY) or 0


def locked_newest() -> int:
    """The same, and nobody else adds events until the transaction ends."""
    locking = " FOR UPDATE" if connection.features.has_select_for_update else ""
    last = _one(f"SELECT last FROM inbox_head WHERE id = %s{locking}", InboxHead.ONLY)
    if last is not None:
        return last
    head, _ = InboxHead.objects.select_for_update().get_or_create(pk=InboxHead.ONLY)
    return head.last


def known(names: Iterable[Name]) -> dict[Name, str]:
    """The content of every event that is kept under the source and event id of one of these."""
    ids: dict[str, list[str]] = {}
    for source, event_id, _ in names:
        ids.setdefault(source, []).append(event_id)
    found: dict[Name, str] = {}
    for source, named in ids.items():
        for chunk in in_portions(named):
            places = ", ".join(["%s"] * len(chunk))
            found |= _contents(f"{_KNOWN}source = %s AND event_id IN ({places})", [source, *chunk])
    return found


def known_since(number: int, last: int, names: Iterable[Name]) -> Mapping[Name, str]:
    """What of this was kept after a number, and perhaps others too."""
    if last <= number:
        return {}
    if last - number > _MOST_NEWER:
        return known(names)
    return _contents(f"{_KNOWN}id > %s", [number])


def write(rows: Sequence[Row], last: int, received_at: datetime) -> int:
    """Add events after the newest, which is locked; the number of the newest then."""
    if not rows:
        return last
    now = connection.ops.adapt_datetimefield_value(received_at)
    numbered = [(*row.values, now, number) for number, row in enumerate(rows, start=last + 1)]
    insert_rows("inbox_event", _COLUMNS, numbered)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inbox_head SET last = %s WHERE id = %s", [last + len(rows), InboxHead.ONLY])
    return last + len(rows)


def _contents(statement: str, values: Sequence[str | int]) -> dict[Name, str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {(source, event_id, version): content for source, event_id, version, content in cursor.fetchall()}


def _one(statement: str, value: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [value])
        row = cursor.fetchone()
    return None if row is None else int(row[0])
