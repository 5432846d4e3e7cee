"""Having customers evaluated although no event of theirs came: somebody decided something about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from frostier.shell.live.accepting import keep_own
from frostier.sources.event_types import OWN_SOURCE
from frostier.sources.events import Event

Occasion = Literal["override.set", "override.ended", "review.decided"]


def wake(customer_ids: Iterable[str], occasion: Occasion, at: datetime) -> None:
    """Have these customers evaluated next, in the transaction of what was decided about them."""
    stamp = at.isoformat()
    events = [
        Event(OWN_SOURCE, f"{occasion}:{id}@{stamp}", 1, occasion, at, id, "", {}) for id in dict.fromkeys(customer_ids)
    ]
    keep_own(events, now=at)
