"""Accepted events on Django's database, as the flows read them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from frostier.flows.ports import InboxRow, RecordKey
from frostier.shell.live.models import InboxEvent, InboxHead, LivePosition
from frostier.shell.portions import in_portions
from frostier.sources.event_types import EVENT_TYPES, Subject
from frostier.sources.events import Event

T = TypeVar("T")
_COLUMNS = (
    "id", "source", "event_id", "version", "type", "occurred_at", "customer_code", "key", "data", "received_at",
)  # fmt: skip
_TYPES_OF: Mapping[Subject, list[str]] = {
    subject: [kind.id for kind in EVENT_TYPES.values() if kind.subject == subject]
    for subject in ("order", "receivable")
}


class DjangoInbox:
    """The inbox; see ``flows.ports.Inbox``."""

    def after(self, position: int, limit: int, *, types: Collection[str] | None = None) -> Sequence[InboxRow]:
        """Of the ``limit`` events that follow a number, in order, those of some types and those that correct others."""
        # Numbers are without gaps.
        events = InboxEvent.objects.filter(id__gt=position, id__lte=position + limit).order_by("id")
        if types is not None:
            # What a correction says may be nothing to us; what it takes the place of was.
            events = events.filter(Q(type__in=sorted(types)) | Q(version__gt=1))
        return _rows(events)

    def keys_of(self, rows: Sequence[InboxRow]) -> Collection[RecordKey]:
        """The orders and receivables that these events are about, or were about in another version."""
        keys = {key for row in rows if (key := _key(row.event.source, row.event.type, row.event.key))}
        # The first version of an event has taken no other's place; what displaced it names its own key.
        corrected = {(row.event.source, row.event.event_id) for row in rows if row.event.version > 1}
        for source, ids in _by_source(corrected):
            found = InboxEvent.objects.filter(source=source, event_id__in=ids).values_list("type", "key")
            keys |= {key for kind, name in found if (key := _key(source, kind, name))}
        return keys

    def of_keys(self, keys: Collection[RecordKey], *, up_to: int, known: Sequence[InboxRow] = ()) -> Sequence[InboxRow]:
        """The counting version of every event about these, of the events up to a number.

        ``known`` are rows that were read before: all from the first of them to that number, which need not be read
        again.
        """
        unread = known[0].id - 1 if known else up_to
        found: list[InboxRow] = []
        for subject, types in _TYPES_OF.items():
            named = {(source, key) for source, kind, key in keys if kind == subject}
            for source, chunk in _by_source(named):
                found += _rows(
                    InboxEvent.objects.filter(source=source, key__in=chunk, type__in=types, id__lte=unread).order_by(
                        "id"
                    )
                )
        found += [row for row in known if _key(row.event.source, row.event.type, row.event.key) in keys]
        return list(_not_displaced(found, up_to))

    def last(self) -> int:
        """The number of the newest event."""
        return InboxHead.objects.values_list("last", flat=True).first() or 0

    def position(self) -> int:
        """The number up to which events have been evaluated."""
        return LivePosition.objects.values_list("evaluated_up_to", flat=True).first() or 0


def _rows(events: QuerySet[InboxEvent]) -> list[InboxRow]:
    return [_row(*values) for values in events.values_list(*_COLUMNS)]


def _row(
    id: int, source: str, event_id: str, version: int, type: str, occurred_at: datetime, customer_code: str | None,
    key: str, data: str, received_at: datetime,
) -> InboxRow:  # fmt: skip
    event = Event(source, event_id, version, type, occurred_at, customer_code, key, _decoded(data))
    return InboxRow(id, event, received_at)


def _decoded(data: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(data)
    return decoded


def _key(source: str, type: str, key: str) -> RecordKey | None:
    subject = EVENT_TYPES[type].subject
    return (source, subject, key) if subject else None


def _not_displaced(rows: Sequence[InboxRow], up_to: int) -> Iterator[InboxRow]:
    """The rows that no higher version, which may be about something else, has taken the place of."""
    newest: dict[tuple[str, str], int] = {}
    for source, ids in _by_source({(row.event.source, row.event.event_id) for row in rows}):
        displacing = InboxEvent.objects.filter(source=source, event_id__in=ids, version__gt=1, id__lte=up_to)
        for event_id, version in displacing.values_list("event_id", "version"):
            newest[source, event_id] = max(version, newest.get((source, event_id), 0))
    return (row for row in rows if row.event.version >= newest.get((row.event.source, row.event.event_id), 1))


def _by_source(named: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Names by source, in portions that fit one condition."""
    of_source: dict[str, list[str]] = {}
    for source, name in sorted(named):
        of_source.setdefault(source, []).append(name)
    for source, names in of_source.items():
        for chunk in in_portions(names):
            yield source, chunk
