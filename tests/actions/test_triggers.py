"""Which triggers a change fires."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.actions.test_tasks import DAY, JUDGING, change, event, row

from frostier.actions.change import CustomerChange
from frostier.actions.firing import Fired, fired
from frostier.actions.rule_book import STANDARD_BOOK
from frostier.actions.triggers import PRIORITIES, TRIGGERS, rank_of
from frostier.sources.event_types import EVENT_TYPES

OVERDUE = {"overdue_amount": Decimal("800.00"), "overdue_days": 4}
SILENT = {"silence_cycles": 2.0, "recency_days": 20, "last_order_on": DAY - timedelta(days=20)}


def names(found: tuple[Fired, ...]) -> list[tuple[str, str | None]]:
    return [(one.trigger.id, one.event_id) for one in found]


def fired_by(before: dict[str, Any] | None, after: dict[str, Any], *events: Any) -> list[tuple[str, str | None]]:
    return names(fired(change(before, after, *events), JUDGING))


def order(price: str, quantity: str = "10") -> Any:
    return event("order.placed", order_id="O1", lines=[{"sku_code": "A", "quantity": quantity, "unit_price": price}])


def test_an_order_is_large_by_what_was_known_of_the_customer_before_it_came() -> None:
    after = row(avg_order_value_365d=Decimal(1900))

    large, usual = fired_by(row(), after, order("200")), fired_by(row(), after, order("150"))

    assert large == [("large_order", "shop:E7")]
    assert usual == []


def test_a_small_order_of_a_customer_who_orders_less_is_not_large() -> None:
    little = row(avg_order_value_365d=Decimal(100))

    assert fired_by(little, little, order("90")) == []


def test_a_payment_default_fires_when_it_is_reported_and_when_it_begins_by_the_calendar() -> None:
    reported = event("payment.overdue", receivable_id="R1", days=4)

    assert fired_by(row(**OVERDUE), row(**OVERDUE), reported) == [("payment_default", "shop:E7")]
    assert fired_by(row(), row(**OVERDUE)) == [("payment_default", None)]
    assert fired_by(row(**OVERDUE), row(**OVERDUE)) == []
    assert fired_by(row(), row(), reported) == []  # paid meanwhile


def test_a_silence_beyond_the_own_cycle_fires_on_the_day_on_which_it_begins() -> None:
    assert fired_by(row(), row(**SILENT)) == [("silence", None)]
    assert fired_by(row(**SILENT), row(**SILENT)) == []


def test_a_first_order_and_a_complaint_fire_with_their_events() -> None:
    complaint = event("complaint", text="毛肚化冻", severity="low")
    newcomer = row(orders_total=1, first_order_on=DAY, avg_order_value_365d=None)

    assert fired_by(None, newcomer, order("20")) == [("first_order", "shop:E7")]
    assert fired_by(row(), row(), complaint) == [("complaint", "shop:E7")]


def test_of_two_events_the_first_that_fits_is_named_and_a_trigger_fires_once() -> None:
    both = CustomerChange(DAY, row(), row(), events=(order("20"), order("900"), order("950")))

    assert names(fired(both, JUDGING)) == [("large_order", "shop:E7")]


def test_nobody_new_fires_a_trigger_without_an_event() -> None:
    assert fired_by(None, row(**OVERDUE, **SILENT)) == []


@pytest.mark.parametrize("trigger", TRIGGERS, ids=[trigger.id for trigger in TRIGGERS])
def test_every_trigger_can_be_read_and_fire(trigger: Any) -> None:
    assert trigger.events or trigger.begins
    assert trigger.events <= set(EVENT_TYPES)
    assert trigger.at_once == bool(trigger.events & STANDARD_BOOK.at_once)
    assert STANDARD_BOOK.rule(trigger.rule).condition is not None
    assert 0 < trigger.rank == rank_of(trigger.priority) < len(PRIORITIES)
