"""Events come in: read, told apart from what is known, and kept, all of a request in one transaction.

Nothing else happens here, so that accepting never waits for evaluation. What takes long is done before anything is
locked, and requests that come at the same time are kept in one transaction: they share its lock and its commit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, connection, transaction

from frostier.kernel.text import Text
from frostier.shell.live import writing
from frostier.shell.live.models import RejectedEvent
from frostier.shell.live.together import Together
from frostier.shell.live.writing import Name, Row
from frostier.shell.portions import IN_ONE_CONDITION, in_portions
from frostier.shell.workbench.rule_books import book_lately
from frostier.sources.events import Event, Refusal, parse_event

MOST_EVENTS = 5_000
_LONGEST_RAW = 20_000
_LONGEST_FIELD = 120


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something of a request that is no usable event; ``index`` is its place in the request, from 0."""

    index: int
    refusal: Refusal
    raw: object


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a request. ``position`` is the number of the newest accepted event of all.

    ``at_once``: a trigger asks for the evaluation of one of the new events at once.
    """

    accepted: int
    duplicates: int
    rejected: Sequence[Rejected]
    position: int
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class _Request:
    """What was sent, read. ``known`` is what was kept under these names up to the number ``seen``."""

    raws: Sequence[object]
    events: Sequence[Event | Refusal]
    rows: Mapping[int, Row]  # by place in the request
    seen: int
    known: Mapping[Name, str]
    by: str
    now: datetime
    also: Callable[[Accepted], None]

    @property
    def names(self) -> Iterator[Name]:
        return (row.name for row in self.rows.values())


@dataclass
class _Sorting:
    """The events of a request, told apart."""

    new: list[Row] = field(default_factory=list)
    duplicates: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    at_once: bool = False


def _nothing(done: Accepted) -> None:
    """What follows where nothing does."""


def accept(
    raws: Sequence[object],
    *,
    by: str,
    zone: ZoneInfo,
    now: datetime,
    own_moment: Callable[[datetime], datetime] = lambda told: told,
    also: Callable[[Accepted], None] = _nothing,
) -> Accepted:
    """Keep the events among decoded JSON values; when this returns inside no transaction they are durable.

    An event that is known already is counted as a duplicate; one that contradicts the known one of the same version
    is rejected, like what is no event. Rejected ones are kept apart, with the reason. ``own_moment`` gives the moment
    at which something happened in the days of the company. ``also`` is done in the same transaction, perhaps twice
    where the first is rolled back, perhaps in another thread.
    """
    events = [_in_own_days(parse_event(raw, zone), own_moment) for raw in raws]
    row = writing.row_maker()
    rows = {place: row(event) for place, event in enumerate(events) if isinstance(event, Event)}
    seen = writing.newest()  # before looking: what is numbered up to here is found
    known = writing.known(row.name for row in rows.values())
    request = _Request(raws, events, rows, seen, known, by, now, also)
    # Whoever has a transaction keeps its events in it.
    return _kept([request])[0] if connection.in_atomic_block else _TOGETHER.ask(request)


def _in_own_days(event: Event | Refusal, own_moment: Callable[[datetime], datetime]) -> Event | Refusal:
    if isinstance(event, Refusal):
        return event
    moment = own_moment(event.occurred_at)
    return event if moment == event.occurred_at else replace(event, occurred_at=moment)


def keep_own(events: Sequence[Event], *, now: datetime) -> int:
    """Keep events that the system itself makes, in the caller's transaction; the number of the newest event."""
    rows = list(map(writing.row_maker(), events))
    with transaction.atomic():
        return writing.write(rows, writing.locked_newest(), now)


@transaction.atomic
def _kept(requests: Sequence[_Request]) -> list[Accepted]:
    """Keep the events of some requests, one after the other."""
    last, done = writing.locked_newest(), []
    added = dict(writing.known_since(min(r.seen for r in requests), last, [n for r in requests for n in r.names]))
    for request in requests:
        sorting = _sorted_out(request, added)
        last = writing.write(sorting.new, last, request.now)
        keep_rejected(sorting.rejected, request.by, request.now)
        told = Accepted(len(sorting.new), sorting.duplicates, sorting.rejected, last, sorting.at_once)
        request.also(told)
        done.append(told)
    return done


_TOGETHER = Together(
    _kept,
    size=lambda request: len(request.raws),
    most=MOST_EVENTS,
    everybodys=(OperationalError, InterfaceError),  # the store is away or busy
)


def _sorted_out(request: _Request, added: dict[Name, str]) -> _Sorting:
    """What is new and what is not; ``added`` is what was kept since, to which the new is added."""
    sorting, at_once = _Sorting(), book_lately().at_once
    for place, event in enumerate(request.events):
        if isinstance(event, Refusal):
            sorting.rejected.append(Rejected(place, event, request.raws[place]))
            continue
        row = request.rows[place]
        content = added.get(row.name) or request.known.get(row.name)
        if content is None:
            added[row.name] = row.content
            sorting.new.append(row)
            sorting.at_once |= event.type in at_once
        elif content == row.content:
            sorting.duplicates += 1
        else:
            sorting.rejected.append(Rejected(place, _contradiction(event), request.raws[place]))
    return sorting


def _contradiction(event: Event) -> Refusal:
    reason = Text(
        f"事件 {event.event_id} 的第 {event.version} 版已有不同内容；要更正请发送更高版本。",
        f"Version {event.version} of event {event.event_id} is known with other content; send a higher version.",
    )
    return Refusal("conflicting_duplicate", "version", reason, event.source, event.event_id)


def keep_rejected(rejected: Sequence[Rejected], by: str, now: datetime) -> None:
    """Keep what cannot be used where people see it; what is there already is counted once more."""
    if not rejected:
        return
    rows: dict[str, RejectedEvent] = {}
    for one in rejected:
        row = _rejected_row(one, by, now)
        rows.setdefault(row.raw_hash, row)
    for chunk in in_portions(rows):
        for row in RejectedEvent.objects.filter(raw_hash__in=chunk):
            again = rows.pop(row.raw_hash)
            row.times, row.last_at = row.times + 1, again.last_at
            row.save(update_fields=["times", "last_at"])
    RejectedEvent.objects.bulk_create(rows.values(), batch_size=IN_ONE_CONDITION)


def _rejected_row(rejected: Rejected, by: str, now: datetime) -> RejectedEvent:
    refusal = rejected.refusal
    # Escaped, so that whatever was sent can be kept: zero bytes and halves of characters too.
    raw = rejected.raw if isinstance(rejected.raw, str) else json.dumps(rejected.raw, default=str)
    raw = raw.encode("ascii", "backslashreplace").decode().replace("\0", "\\u0000")
    return RejectedEvent(
        raw=raw[:_LONGEST_RAW],
        raw_hash=hashlib.sha256(f"{refusal.code}\n{raw}".encode()).hexdigest(),
        source=refusal.source,
        event_id=refusal.event_id,
        code=refusal.code,
        field=refusal.field[:_LONGEST_FIELD],
        zh=refusal.reason.zh,
        en=refusal.reason.en,
        by=by[:_LONGEST_FIELD],
        first_at=now,
        last_at=now,
    )
