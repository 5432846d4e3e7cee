"""Having customers evaluated although no event of theirs came: somebody decided something, or a day has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal

from django.db import transaction

from frostier.shell.live.accepting import keep_own
from frostier.shell.live.models import InboxEvent
from frostier.shell.portions import in_portions
from frostier.sources.event_types import OWN_SOURCE
from frostier.sources.events import Event

Occasion = Literal["override.set", "override.ended", "review.decided", "grace.ended"]


def wake(customer_ids: Iterable[str], occasion: Occasion, at: datetime) -> None:
    """Have these customers evaluated next, in the transaction of what was decided about them."""
    stamp = at.isoformat()
    keep_own([_event(id, occasion, stamp, at) for id in dict.fromkeys(customer_ids)], now=at)


@transaction.atomic
def wake_once(customer_ids: Sequence[str], occasion: Occasion, day: date, at: datetime) -> int:
    """Have these customers evaluated next because of a day, unless they have been for that reason; how many are."""
    events = {e.event_id: e for e in (_event(id, occasion, day.isoformat(), at) for id in customer_ids)}
    for some in in_portions(list(events)):
        for known in InboxEvent.objects.filter(source=OWN_SOURCE, event_id__in=some).values_list("event_id", flat=True):
            events.pop(known, None)
    if events:
        keep_own(list(events.values()), now=at)
    return len(events)


def _event(customer_id: str, occasion: Occasion, stamp: str, at: datetime) -> Event:
    return Event(OWN_SOURCE, f"{occasion}:{customer_id}@{stamp}", 1, occasion, at, customer_id, "", {})
