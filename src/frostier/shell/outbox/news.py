"""The feed of changes that open pages read: what is new about which customer, in the order in which it came."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import connection

from frostier.flows.scope import COLUMN_OF, Scope
from frostier.shell.crm.belonging import OfCustomer, belonging_of, owner_of, within
from frostier.shell.inserting import insert_rows
from frostier.shell.outbox.models import Change

NewsKind = Literal["change", "task", "review"]
KEPT = timedelta(days=3)
MOST_AT_ONCE = 500
_COLUMNS = ("customer_id", "customer_name", *COLUMN_OF.values(), "kind", "at", "revision", "what")


@dataclass(frozen=True, slots=True)
class News:
    """Some of the feed: rows by number, the number up to which it was looked at, whether there is more behind it."""

    rows: list[Change]
    latest: int
    more: bool


def tell(
    kind: NewsKind, customers: Iterable[Mapping[str, Any]], *, at: datetime, revision: str = "", **what: Any
) -> None:
    """Put news about customers (rows of the results) into the feed, in the transaction of what they are about."""
    alike = (kind, connection.ops.adapt_datetimefield_value(at), revision, json.dumps(what))
    insert_rows("customer_change", _COLUMNS, ((*belonging_of(row).values(), *alike) for row in customers))


def tell_of(kind: NewsKind, row: OfCustomer, *, at: datetime, **what: Any) -> None:
    """The same about the customer of a kept row, such as a task."""
    Change.objects.create(**owner_of(row), kind=kind, at=at, what=what)


def news_after(place: int, scope: Scope, *, most: int = MOST_AT_ONCE) -> News:
    """The news behind a place in the feed that a viewer may know of."""
    latest = latest_place()
    if latest <= place:
        return News([], max(latest, 0), more=False)
    rows = list(within(Change.objects.filter(pk__gt=place, pk__lte=latest), scope).order_by("id")[: most + 1])
    return News(rows[:most], latest, more=len(rows) > most)


def latest_place() -> int:
    """The number of the last piece of news; 0 where there is none."""
    return Change.objects.order_by("-id").values_list("id", flat=True).first() or 0


def thin_out(now: datetime) -> int:
    """Remove old news but for the last, whose number marks the place; how many."""
    old = Change.objects.filter(at__lt=now - KEPT, pk__lt=latest_place())
    return old.delete()[0]
