"""What was sent, for people: accepted events, rejected ones, and how far things have come."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from frostier.kernel.text import Lang
from frostier.shell.live.models import InboxEvent, InboxHead, LivePosition, RejectedEvent
from frostier.sources.event_types import EVENT_TYPES
from frostier.sources.events import Event
from frostier.warehouse.identity import MAIN_SOURCE, customer_id

Known = Callable[[Collection[str]], Collection[str]]
_LOOKED_THROUGH = 1_000
MOST_OF_ONE = 500


@dataclass(frozen=True, slots=True)
class Progress:
    """How far evaluation is behind intake. ``waiting_since`` is when the oldest event that waits came in."""

    received: int
    evaluated: int
    revision: int
    waiting_since: datetime | None
    changed_at: datetime | None


def progress() -> Progress:
    """Where intake and evaluation stand."""
    received = InboxHead.objects.values_list("last", flat=True).first() or 0
    position = LivePosition.objects.first() or LivePosition()
    oldest = InboxEvent.objects.filter(pk=position.evaluated_up_to + 1).values_list("received_at", flat=True).first()
    return Progress(received, position.evaluated_up_to, position.revision, oldest, position.changed_at)


@dataclass(frozen=True, slots=True)
class WantedEvents:
    """Which accepted events to list: of a customer, of some types, before a number."""

    customer: str | None = None
    types: Sequence[str] = ()
    before: int | None = None

    def rows(self) -> QuerySet[InboxEvent]:
        """The events, newest first."""
        rows = InboxEvent.objects.order_by("-id")
        if self.customer is not None:
            rows = rows.filter(of_customer(self.customer))
        if self.types:
            rows = rows.filter(type__in=self.types)
        return rows if self.before is None else rows.filter(pk__lt=self.before)


def events_page(wanted: WantedEvents, limit: int, known: Known | None = None) -> tuple[list[InboxEvent], int | None]:
    """Accepted events, newest first, and the number before which to read on.

    ``known`` says which of some customer ids the viewer may know of; without it all are shown. A page may then be
    short, even empty, with more to come: so many events are looked through, and no more.
    """
    if known is None:
        found = list(wanted.rows()[: limit + 1])
        return found[:limit], found[limit - 1].pk if len(found) > limit else None
    looked_at = list(wanted.rows()[:_LOOKED_THROUGH])
    visible = known({id for row in looked_at if (id := customer_of(row))})
    shown = [row for row in looked_at if customer_of(row) in visible][:limit]
    if len(shown) == limit:
        return shown, shown[-1].pk
    return shown, looked_at[-1].pk if len(looked_at) == _LOOKED_THROUGH else None


def events_of(customer: str, most: int = MOST_OF_ONE) -> list[Event]:
    """The newest events of one customer, oldest first, each in its highest version."""
    rows = WantedEvents(customer).rows()[:most]
    newest: dict[tuple[str, str], InboxEvent] = {}
    for row in sorted(rows, key=lambda row: row.version):
        newest[row.source, row.event_id] = row
    return [_event(row) for row in sorted(newest.values(), key=lambda row: (row.occurred_at, row.pk))]


def _event(row: InboxEvent) -> Event:
    return Event(
        row.source,
        row.event_id,
        row.version,
        row.type,
        row.occurred_at,
        row.customer_code,
        row.key,
        data_of(row),
    )


def data_of(row: InboxEvent) -> dict[str, Any]:
    """What an event tells, as it was accepted."""
    data: dict[str, Any] = json.loads(row.data)
    return data


def rejected_page(before: int | None, limit: int) -> tuple[list[RejectedEvent], bool]:
    """Rejected events before a number, newest first, and whether there are more."""
    rows = RejectedEvent.objects.order_by("-id")
    rows = rows.filter(pk__lt=before) if before is not None else rows
    found = list(rows[: limit + 1])
    return found[:limit], len(found) > limit


def event_answer(row: InboxEvent, lang: Lang) -> dict[str, Any]:
    """An accepted event as the API tells it."""
    return {
        "id": row.pk,
        "source": row.source,
        "event_id": row.event_id,
        "version": row.version,
        "type": {"id": row.type, "name": EVENT_TYPES[row.type].name.say(lang)},
        "occurred_at": row.occurred_at,
        "received_at": row.received_at,
        "customer_code": row.customer_code,
        "customer_id": customer_of(row),
        "key": row.key or None,
        "data": data_of(row),
    }


def rejected_answer(row: RejectedEvent, lang: Lang) -> dict[str, Any]:
    """A rejected event as the API tells it."""
    return {
        "id": row.pk,
        "source": row.source,
        "event_id": row.event_id,
        "code": row.code,
        "field": row.field or None,
        "message": row.zh if lang == "zh" else row.en,
        "raw": row.raw,
        "by": row.by,
        "first_at": row.first_at,
        "last_at": row.last_at,
        "times": row.times,
    }


def of_customer(customer: str) -> Q:
    """Events of the customer of that id: its code in the main source or, before a colon, in another."""
    found = Q(source=MAIN_SOURCE, customer_code=customer)
    source, colon, code = customer.partition(":")
    return found | Q(source=source, customer_code=code) if colon else found


def customer_of(row: InboxEvent) -> str | None:
    """The id of the customer that an event names, if it names one."""
    return customer_id(row.source, row.customer_code) if row.customer_code else None
