"""From accepted events to what they make of orders and receivables."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from frostier.actions.rule_book import STANDARD_BOOK
from frostier.flows.ports import FoldedOrder, FoldedReceivable, Inbox, InboxRow, LiveRecords, RecordKey
from frostier.sources.event_types import EVENT_TYPES
from frostier.sources.events import Event
from frostier.sources.folding import fold_order, fold_receivable


def records_of(inbox: Inbox, rows: Sequence[InboxRow], awaited: Collection[str] = STANDARD_BOOK.awaited) -> LiveRecords:
    """The orders and receivables that the rows touch, each folded anew from all of its events up to the last row.

    ``awaited`` are the types of event for which rules wait.
    """
    if not rows:
        return LiveRecords()
    keys, wakes = inbox.keys_of(rows), waking(awaited)
    events: dict[RecordKey, list[Event]] = {key: [] for key in sorted(keys)}
    for row in inbox.of_keys(keys, up_to=rows[-1].id, known=rows):
        events[_key(row.event)].append(row.event)
    return LiveRecords(
        orders=[
            FoldedOrder(source, name, fold_order(of_key))
            for (source, subject, name), of_key in events.items()
            if subject == "order"
        ],
        receivables=[
            FoldedReceivable(source, name, fold_receivable(of_key))
            for (source, subject, name), of_key in events.items()
            if subject == "receivable"
        ],
        woken=sorted(
            {
                (row.event.source, row.event.customer_code)
                for row in rows
                if row.event.type in wakes and row.event.customer_code
            }
        ),
    )


def waking(awaited: Collection[str]) -> frozenset[str]:
    """The types of event after which somebody has to be looked at: a record changed, the system itself asks, or a rule
    waits for such events.

    No figure is made of the others, page views among them: whoever they are of would come out as before.
    """
    return frozenset(
        kind.id for kind in EVENT_TYPES.values() if kind.subject is not None or kind.internal or kind.id in awaited
    )


def _key(event: Event) -> RecordKey:
    subject = event.kind.subject
    assert subject is not None
    return event.source, subject, event.key
