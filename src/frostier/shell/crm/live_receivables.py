"""Receivables that events brought or changed since the facts were published, for the page of one customer.

What the customer owes in total follows events at once; the single receivables are folded here, up to the same event,
so that they add up to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from frostier.flows.live_receivables import live_receivable, with_live
from frostier.flows.ports import JsonObject
from frostier.shell.crm.live_window import Window, window_of
from frostier.shell.crm.reading import Reading
from frostier.shell.live.inbox import DjangoInbox
from frostier.shell.live.queries import of_customer
from frostier.shell.portions import in_portions
from frostier.sources.events import Event
from frostier.sources.folding import fold_receivable
from frostier.sources.records import Payment
from frostier.warehouse.identity import MAIN_SOURCE
from frostier.warehouse.identity import customer_id as id_of


def receivables_of(read: Reading, customer_id: str) -> Sequence[JsonObject]:
    """The customer's receivables as of the results that are looked at; raises ``NotFound`` for an invisible customer.

    Rows as of the fact ``receivable``, without the customer's key.
    """
    published = read.facts_of(customer_id, "receivable")
    return with_live(published, live_receivables(read, customer_id))


def live_receivables(read: Reading, customer_id: str) -> dict[str, JsonObject | None]:
    """The receivables that events touched since the grading, by number; ``None`` for one that is another's by now.

    Of a customer merged from several sources those of the source that its number is of. Raises ``NotFound`` for an
    unknown or invisible customer.
    """
    credit_days = read.customer(customer_id, ("customer_key", "credit_days"))["credit_days"]
    window = window_of(read)
    if window is None:
        return {}
    prefix, colon, _ = customer_id.partition(":")
    source = prefix if colon else MAIN_SOURCE
    published = {str(row["receivable_id"]) for row in read.facts_of(customer_id, "receivable")}
    found: dict[str, JsonObject | None] = {}
    for id, payment in _said(source, _touched(window, customer_id, source, published), window).items():
        if id_of(source, payment.customer_code) == customer_id:
            found[id] = live_receivable(payment, credit_days)
        elif id in published:
            found[id] = None
    return found


def _touched(window: Window, customer_id: str, source: str, published: Collection[str]) -> set[str]:
    """Numbers of receivables of a source that events name with the customer, or that were the customer's before."""
    events = window.about("receivable").filter(source=source)
    found = set(events.filter(of_customer(customer_id)).values_list("key", flat=True))
    for some in in_portions(sorted(published)):
        found |= set(events.filter(key__in=some).values_list("key", flat=True))
    return found


def _said(source: str, ids: Collection[str], window: Window) -> dict[str, Payment]:
    """The receivables as all of their events up to the end of the window make them, where one says they are due."""
    events: dict[str, list[Event]] = defaultdict(list)
    for row in DjangoInbox().of_keys([(source, "receivable", id) for id in ids], up_to=window.up_to):
        events[row.event.key].append(row.event)
    folded = {id: fold_receivable(events[id]) for id in sorted(events)}
    return {id: payment for id, payment in folded.items() if payment is not None}
