"""Accepted events, as people read them in a customer's timeline."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from frostier.flows.event_happenings import of_event
from frostier.flows.timeline import Happening
from frostier.sources.event_types import EVENT_TYPES
from frostier.sources.events import Event

AT, DAY = datetime(2026, 11, 20, 1, 30, tzinfo=UTC), date(2026, 11, 20)


def told(kind: str, known: tuple[str, ...] = (), key: str = "", **data: Any) -> Happening | None:
    return of_event(Event("erp", "e1", 1, kind, AT, "C1", key, data), DAY, AT, "CNY", known)


def test_a_complaint_stands_there_in_the_words_of_whoever_noted_it() -> None:
    happening = told("complaint", text="两箱毛肚化冻了", severity="high")

    assert happening is not None
    assert (happening.kind, happening.day, happening.at) == ("complaint", DAY, AT)
    assert happening.text.zh == "投诉：两箱毛肚化冻了"


def test_an_order_is_told_until_its_facts_are_published() -> None:
    lines = [{"sku_code": "S1", "quantity": 2, "unit_price": "12.50"}]

    happening = told("order.placed", key="O-1", lines=lines)

    assert happening is not None
    assert happening.amount == Decimal("25.00")
    assert "O-1" in happening.text.en
    assert told("order.placed", key="O-1", lines=lines, known=("O-1",)) is None


def test_a_cancellation_is_told_of_an_order_with_facts_too() -> None:
    happening = told("order.cancelled", key="O-1", reason="地址错了", known=("O-1",))

    assert happening is not None
    assert happening.text.zh == "订单 O-1 取消：地址错了"


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_every_event_that_somebody_sends_is_told_or_told_by_something_else(kind: str) -> None:
    happening = told(kind, key="K-1", text="x", coupon_code="V1", celsius="-3", sku_code="S1")

    told_elsewhere = EVENT_TYPES[kind].internal or kind == "payment.due"
    assert (happening is None) == told_elsewhere
    assert told_elsewhere or (happening is not None and happening.text.zh and happening.text.en)
