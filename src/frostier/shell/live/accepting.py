"""Events come in: read, told apart from what is known, and kept, all of a request in one transaction.

Nothing else happens here, so that accepting never waits for evaluation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import transaction

from frostier.actions.triggers import AT_ONCE
from frostier.kernel.text import Text
from frostier.shell.live.models import InboxEvent, InboxHead, RejectedEvent
from frostier.sources.events import Event, Refusal, parse_event

T = TypeVar("T")
Name = tuple[str, str, int]  # source, event id, version

MOST_EVENTS = 5_000
_LONGEST_RAW = 20_000
_LONGEST_FIELD = 120
_AT_ONCE = 500  # values in one condition, rows in one statement


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


@dataclass
class _Sorting:
    """The events of a request, told apart."""

    new: list[tuple[Event, str]] = field(default_factory=list)  # with the hash of their content
    duplicates: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def accept(
    raws: Sequence[object],
    *,
    by: str,
    zone: ZoneInfo,
    now: datetime,
    own_moment: Callable[[datetime], datetime] = lambda told: told,
) -> Accepted:
    """Keep the events among decoded JSON values; when this returns inside no transaction they are durable.

    An event that is known already is counted as a duplicate; one that contradicts the known one of the same version
    is rejected, like what is no event. Rejected ones are kept apart, with the reason. ``own_moment`` gives the moment
    at which something happened in the days of the company.
    """
    parsed = [_in_own_days(parse_event(raw, zone), own_moment) for raw in raws]
    with transaction.atomic():
        head = _locked_head()
        sorting = _sorted_out(raws, parsed)
        _keep(sorting.new, head, now)
        keep_rejected(sorting.rejected, by, now)
    at_once = any(event.type in AT_ONCE for event, _ in sorting.new)
    return Accepted(len(sorting.new), sorting.duplicates, sorting.rejected, head.last, at_once)


def _in_own_days(event: Event | Refusal, own_moment: Callable[[datetime], datetime]) -> Event | Refusal:
    if isinstance(event, Refusal):
        return event
    moment = own_moment(event.occurred_at)
    return event if moment == event.occurred_at else replace(event, occurred_at=moment)


def keep_own(events: Sequence[Event], *, now: datetime) -> int:
    """Keep events that the system itself makes, in the caller's transaction; the number of the newest event."""
    with transaction.atomic():
        head = _locked_head()
        _keep([(event, event.content_hash) for event in events], head, now)
    return head.last


def _locked_head() -> InboxHead:
    head, _ = InboxHead.objects.select_for_update().get_or_create(pk=InboxHead.ONLY)
    return head


def _sorted_out(raws: Sequence[object], parsed: Sequence[Event | Refusal]) -> _Sorting:
    known = _known(e for e in parsed if isinstance(e, Event))
    sorting = _Sorting()
    for index, (raw, event) in enumerate(zip(raws, parsed, strict=True)):
        if isinstance(event, Refusal):
            sorting.rejected.append(Rejected(index, event, raw))
            continue
        name = (event.source, event.event_id, event.version)
        content = event.content_hash
        if name not in known:
            known[name] = content
            sorting.new.append((event, content))
        elif known[name] == content:
            sorting.duplicates += 1
        else:
            sorting.rejected.append(Rejected(index, _contradiction(event), raw))
    return sorting


def _known(events: Iterable[Event]) -> dict[Name, str]:
    """The content of every event that is kept already under the name of one of these."""
    ids: dict[str, list[str]] = {}
    for event in events:
        ids.setdefault(event.source, []).append(event.event_id)
    rows = (
        row
        for source, named in ids.items()
        for chunk in _chunks(named)
        for row in InboxEvent.objects.filter(source=source, event_id__in=chunk).values_list(
            "source", "event_id", "version", "content_hash"
        )
    )
    return {(source, event_id, version): content for source, event_id, version, content in rows}


def _contradiction(event: Event) -> Refusal:
    reason = Text(
        f"事件 {event.event_id} 的第 {event.version} 版已有不同内容；要更正请发送更高版本。",
        f"Version {event.version} of event {event.event_id} is known with other content; send a higher version.",
    )
    return Refusal("conflicting_duplicate", "version", reason, event.source, event.event_id)


def _keep(events: Sequence[tuple[Event, str]], head: InboxHead, now: datetime) -> None:
    rows = [
        InboxEvent(
            id=number,
            source=event.source,
            event_id=event.event_id,
            version=event.version,
            type=event.type,
            customer_code=event.customer_code,
            key=event.key,
            occurred_at=event.occurred_at,
            received_at=now,
            data=event.data_text,
            content_hash=content,
        )
        for number, (event, content) in enumerate(events, start=head.last + 1)
    ]
    if not rows:
        return
    InboxEvent.objects.bulk_create(rows, batch_size=_AT_ONCE)
    head.last = rows[-1].id
    head.save(update_fields=["last"])


def keep_rejected(rejected: Sequence[Rejected], by: str, now: datetime) -> None:
    """Keep what cannot be used where people see it; what is there already is counted once more."""
    rows: dict[str, RejectedEvent] = {}
    for one in rejected:
        row = _rejected_row(one, by, now)
        rows.setdefault(row.raw_hash, row)
    for chunk in _chunks(rows):
        for row in RejectedEvent.objects.filter(raw_hash__in=chunk):
            again = rows.pop(row.raw_hash)
            row.times, row.last_at = row.times + 1, again.last_at
            row.save(update_fields=["times", "last_at"])
    RejectedEvent.objects.bulk_create(rows.values(), batch_size=_AT_ONCE)


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


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(list(values))
    while chunk := list(islice(rest, _AT_ONCE)):
        yield chunk
