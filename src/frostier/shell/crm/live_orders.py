"""Orders that events brought or changed since the facts were published, for the page of one customer.

Published orders are as of the latest grading. What came since lies in the inbox; up to the position that has been
evaluated it is folded here, for this customer only, so that the orders agree with the figures beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis
from django.db.models import QuerySet

from frostier.flows.live_orders import Article, LiveOrder, OrderKey, live_order
from frostier.flows.ports import LIVE, JsonObject
from frostier.kernel.errors import NotFound
from frostier.shell.crm.reading import Reading
from frostier.shell.live.inbox import DjangoInbox
from frostier.shell.live.models import InboxEvent, LivePosition
from frostier.shell.live.queries import of_customer
from frostier.shell.portions import in_portions
from frostier.sources.event_types import EVENT_TYPES
from frostier.sources.events import Event
from frostier.sources.folding import fold_order
from frostier.sources.records import OrderLine
from frostier.warehouse.identity import customer_id as id_of

EVENTS = "events"
"""Under this name the counts of a grading say up to which event its facts go, at least."""

MOST_ORDERS = 200
_TYPES = [kind.id for kind in EVENT_TYPES.values() if kind.subject == "order"]


@dataclass(frozen=True, slots=True)
class _Window:
    """The events after one number up to another."""

    since: int
    up_to: int

    def orders(self) -> QuerySet[InboxEvent]:
        """Those of them that are about orders."""
        return InboxEvent.objects.filter(pk__gt=self.since, pk__lte=self.up_to, type__in=_TYPES)


def live_orders(read: Reading, customer_id: str) -> list[LiveOrder]:
    """The customer's orders that events touched since the grading, newest first; those cancelled have no lines.

    At most ``MOST_ORDERS``. Raises ``NotFound`` for an unknown or invisible customer.
    """
    whose = _Whose.of(read, customer_id)
    window = _window(read)
    if window is None:
        return []
    known = read.facts_of(customer_id, "customer_order")
    touched = _touched(window, customer_id, {(row["source"], row["order_id"]) for row in known})
    said = _said(sorted(touched)[:MOST_ORDERS], window)
    return sorted(_orders(read, whose, said), key=lambda order: str(order.head.get("ordered_at", "")), reverse=True)


def live_order_of(read: Reading, source: str, order_id: str) -> tuple[str, LiveOrder] | None:
    """One order that events touched since the grading, and whose it is; ``None`` where nobody visible has one."""
    window = _window(read)
    if window is None or not window.orders().filter(source=source, key=order_id).exists():
        return None
    said = _said([(source, order_id)], window)
    owner = _owner_of((source, order_id), said[source, order_id])
    if owner is None:
        return None
    try:
        whose = _Whose.of(read, owner)
    except NotFound:
        return None
    [order] = _orders(read, whose, said)
    return owner, order


@dataclass(frozen=True, slots=True)
class _Whose:
    """A customer by id and by the key of its facts."""

    customer_id: str
    key: int

    @classmethod
    def of(cls, read: Reading, customer_id: str) -> _Whose:
        """The visible customer; raises ``NotFound``."""
        return cls(customer_id, read.customer(customer_id, ("customer_key",))["customer_key"])


def _window(read: Reading) -> _Window | None:
    """What came after the published facts and has been evaluated; ``None`` for a past day or where nothing has."""
    grading = read.grading
    if grading is None or grading != read.newest or LIVE not in grading.snapshot:
        return None
    up_to = LivePosition.objects.values_list("evaluated_up_to", flat=True).first() or 0
    return _Window(int(grading.counts.get(EVENTS, 0)), up_to)


def _touched(window: _Window, customer_id: str, known: Collection[OrderKey]) -> set[OrderKey]:
    """Orders of the window that name the customer, or that were the customer's before it."""
    found = set(window.orders().filter(of_customer(customer_id)).values_list("source", "key"))
    for source, ids in _by_source(known):
        for some in in_portions(ids):
            found |= set(window.orders().filter(source=source, key__in=some).values_list("source", "key"))
    return found


def _by_source(keys: Iterable[OrderKey]) -> Iterator[tuple[str, list[str]]]:
    of: dict[str, list[str]] = defaultdict(list)
    for source, id in keys:
        of[source].append(id)
    yield from of.items()


def _said(keys: Sequence[OrderKey], window: _Window) -> dict[OrderKey, Sequence[OrderLine]]:
    """The lines of each order as all of its events up to the end of the window make them."""
    events: dict[OrderKey, list[Event]] = {key: [] for key in keys}
    for row in DjangoInbox().of_keys([(source, "order", id) for source, id in keys], up_to=window.up_to):
        events[row.event.source, row.event.key].append(row.event)
    return {key: fold_order(of_key) for key, of_key in events.items()}


def _owner_of(key: OrderKey, said: Iterable[OrderLine]) -> str | None:
    return next((id_of(key[0], line.customer_code) for line in said if line.customer_code), None)


def _orders(read: Reading, whose: _Whose, said: Mapping[OrderKey, Sequence[OrderLine]]) -> list[LiveOrder]:
    published = _published_lines(read, whose.key, said)
    articles = _articles(read, said.values())
    zone, as_of = read.house.settings.zone, read.graded.as_of
    found = []
    for key, lines in said.items():
        gone = _owner_of(key, lines) not in (None, whose.customer_id)  # it has become somebody else's
        order = LiveOrder(key, {}, []) if gone else live_order(key, lines, published.get(key, ()), articles, zone)
        too_late = bool(order.lines) and order.head["order_day"] > as_of
        found.append(LiveOrder(key, {}, []) if too_late else order)
    return found


def _published_lines(read: Reading, customer_key: int, keys: Collection[OrderKey]) -> dict[OrderKey, list[JsonObject]]:
    lines = read.reader.facts("order_line")
    mine = [
        lines.customer_key == ibis.literal(customer_key, type="int32"),
        lines.order_id.isin(sorted({id for _, id in keys})),
    ]
    found: dict[OrderKey, list[JsonObject]] = defaultdict(list)
    for row in read.house.published.rows(lines.filter(mine)) if keys else ():
        found[row["source"], row["order_id"]].append(row)
    return found


def _articles(read: Reading, said: Iterable[Sequence[OrderLine]]) -> dict[str, Article]:
    codes = sorted({line.sku_code for lines in said for line in lines})
    if not codes:
        return {}
    skus = read.reader.facts("sku")
    rows = read.house.published.rows(skus.filter(skus.sku_code.isin(codes)).select("sku_code", "sku_name", "category"))
    return {row["sku_code"]: Article(row["sku_name"], row["category"]) for row in rows}
