"""Receivables as events have made them since the facts were published, in the shape of the published ones.

All events of a receivable make one record, which takes the place of what was known under its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from frostier.flows.ports import JsonObject
from frostier.sources.records import Payment


def live_receivable(said: Payment, credit_days: int | None) -> JsonObject:
    """A row of ``receivable`` from a folded record; without a due day by the customer's credit days (none: at once)."""
    return {
        "receivable_id": said.receivable_id,
        "order_id": said.order_id,
        "issued_on": said.issued_on,
        "due_on": said.due_on or said.issued_on + timedelta(days=credit_days or 0),
        "paid_on": said.paid_on,
        "amount": said.amount,
        "paid_amount": said.paid_amount,
    }


def with_live(published: Iterable[JsonObject], live: Mapping[str, JsonObject | None]) -> Sequence[JsonObject]:
    """The published rows with the live ones, by number, in their place; ``None`` for one that is another's by now."""
    kept = [row for row in published if row["receivable_id"] not in live]
    return [*kept, *(row for row in live.values() if row is not None)]
