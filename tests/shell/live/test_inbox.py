"""What the flows read from the inbox."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from tests.shell.live.conftest import placed

from frostier.actions.rule_book import STANDARD_BOOK
from frostier.flows.event_records import records_of, waking
from frostier.shell.live.models import InboxEvent

WAKING = waking(STANDARD_BOOK.awaited)


def changed(event_id: str, order_id: str, **more: Any) -> dict[str, Any]:
    return placed(event_id, type="order.changed", order_id=order_id, occurred_at="2026-11-20T05:00:00Z", **more)


def test_events_are_read_on_in_the_order_of_intake(take, inbox) -> None:
    take(placed("1"), placed("2"))
    take(placed("3"))

    assert [(row.id, row.event.event_id) for row in inbox.after(1, 10)] == [(2, "2"), (3, "3")]
    assert [row.id for row in inbox.after(0, 2)] == [1, 2]
    assert (inbox.last(), inbox.position()) == (3, 0)


def test_of_events_that_wake_nobody_only_those_that_correct_others_are_read(take, inbox) -> None:
    looked = {
        "type": "page.viewed",
        "customer_code": "C1",
        "occurred_at": "2026-11-20T04:00:00Z",
        "data": {"page": "/"},
    }
    take({"source": "erp", "event_id": "1", **looked}, placed("2", order_id="A"))
    take({"source": "erp", "event_id": "2", "version": 2, **looked}, {"source": "erp", "event_id": "3", **looked})

    read = inbox.after(0, 10, types=WAKING)

    assert [(row.id, row.event.type) for row in read] == [(2, "order.placed"), (3, "page.viewed")]
    assert [(o.order_id, len(o.lines)) for o in records_of(inbox, read[1:]).orders] == [("A", 0)]
    assert [row.id for row in inbox.after(0, 1, types=WAKING)] == []


def test_an_order_is_folded_from_all_of_its_events_up_to_the_last_one_read(take, inbox) -> None:
    take(
        placed("1", order_id="A"),
        placed("2", order_id="B"),
        changed("3", "A", lines=[{"sku_code": "S2", "quantity": 1, "unit_price": 3}]),
    )

    first, both = records_of(inbox, inbox.after(0, 1)), records_of(inbox, inbox.after(2, 10))

    assert [(o.order_id, [(line.sku_code, line.line_kind) for line in o.lines]) for o in first.orders] == [
        ("A", [("S1", "sale")])
    ]
    assert [(o.order_id, [(line.sku_code, line.line_kind) for line in o.lines]) for o in both.orders] == [
        ("A", [("S1", "cancelled"), ("S2", "sale")])
    ]


def test_a_correction_that_names_another_order_touches_both(take, inbox) -> None:
    take(placed("1", order_id="A"))
    take(placed("1", order_id="B", version=2))

    records = records_of(inbox, inbox.after(1, 10))

    assert [(o.order_id, len(o.lines)) for o in records.orders] == [("A", 0), ("B", 1)]


def test_a_version_that_comes_after_its_correction_counts_no_more(take, inbox) -> None:
    take(placed("1", order_id="B", version=2))
    take(placed("1", order_id="A"))

    records = records_of(inbox, inbox.after(1, 10))

    assert [(o.order_id, len(o.lines)) for o in records.orders] == [("A", 0)]


def test_an_order_and_a_receivable_of_one_number_are_two_things(take, inbox) -> None:
    due = {**placed("2"), "type": "payment.due", "data": {"receivable_id": "X", "issued_on": "2026-11-01", "amount": 9}}
    take(placed("1", order_id="X"), due)

    records = records_of(inbox, inbox.after(0, 10))

    assert [len(o.lines) for o in records.orders] == [1]
    assert [r.payment is not None for r in records.receivables] == [True]
    assert records.woken == [("erp", "C1")]


def test_only_events_that_a_record_or_a_rule_looks_at_make_somebody_be_looked_at(take, inbox) -> None:
    def told(number: str, type: str, customer: str, **data: Any) -> dict[str, Any]:
        return {**placed(number), "type": type, "customer_code": customer, "data": data}

    take(
        told("1", "page.viewed", "C1", page="/new"),
        told("2", "search", "C2", text="毛肚"),
        told("3", "complaint", "C3", text="化了", severity="high"),
    )

    records = records_of(inbox, inbox.after(0, 10))

    assert records.woken == [("erp", "C3")]
    assert not records.orders


def test_accepted_events_cannot_be_changed_or_removed(take) -> None:
    take(placed("1"))

    with pytest.raises(DatabaseError), transaction.atomic():
        InboxEvent.objects.update(type="search")
    with pytest.raises(DatabaseError), transaction.atomic():
        InboxEvent.objects.all().delete()


def test_rows_that_were_read_before_need_not_be_read_again(take, inbox) -> None:
    take(placed("1", order_id="A"), placed("2", order_id="B"), placed("3", order_id="C"))
    take(changed("4", "A"), placed("2", order_id="C", version=2), changed("5", "B"))
    read = inbox.after(3, 10)
    keys = inbox.keys_of(read)

    spared, anew = inbox.of_keys(keys, up_to=6, known=read), inbox.of_keys(keys, up_to=6)

    assert sorted(row.id for row in spared) == sorted(row.id for row in anew) == [1, 3, 4, 5, 6]
