"""Events of an order become its lines, in whatever order they arrive."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from frostier.sources.events import Event, parse_event
from frostier.sources.folding import fold_order, fold_receivable

CHENGDU = ZoneInfo("Asia/Shanghai")


def event(id: str, type: str, hour: int, *, version: int = 1, customer: str | None = "C1", **data: Any) -> Event:
    raw = {
        "source": "erp", "event_id": id, "version": version, "type": type, "customer_code": customer,
        "occurred_at": f"2026-11-20T{hour:02}:00:00Z",
        "data": {("order_id" if type.startswith("order") else "receivable_id"): "X1", **data},
    }  # fmt: skip
    read = parse_event(raw, CHENGDU)
    assert isinstance(read, Event), read
    return read


def goods(**quantities: float) -> list[dict[str, Any]]:
    return [{"sku_code": sku, "quantity": str(q), "unit_price": "10"} for sku, q in quantities.items()]


def shown(events: list[Event]) -> dict[str, tuple[str | None, Decimal]]:
    return {str(line.line_no): (line.line_kind, line.quantity) for line in fold_order(events)}


def test_a_line_that_a_change_no_longer_names_is_cancelled() -> None:
    events = [
        event("1", "order.placed", 1, lines=goods(A=1, B=2)),
        event("2", "order.changed", 2, lines=goods(A=3)),
    ]

    assert shown(events) == {"A#1": ("sale", 3), "B#1": ("cancelled", 2)}


def test_an_order_keeps_its_moment_when_it_is_changed() -> None:
    placed = event("1", "order.placed", 1, lines=goods(A=1), order_channel="app")
    changed = event("2", "order.changed", 5, customer="C2", lines=goods(A=2))

    (line,) = fold_order([changed, placed])

    assert line.ordered_at == datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert (line.customer_code, line.order_channel) == ("C2", "app")


def test_a_cancelled_order_has_cancelled_lines_until_it_is_changed_again() -> None:
    events = [event("1", "order.placed", 1, lines=goods(A=1)), event("2", "order.cancelled", 2)]

    assert shown(events) == {"A#1": ("cancelled", 1)}
    assert shown([*events, event("3", "order.changed", 3, lines=goods(A=1))]) == {"A#1": ("sale", 1)}


def test_an_order_placed_and_cancelled_in_the_same_second_is_cancelled_whatever_the_events_are_called() -> None:
    placed = event("order.placed-1", "order.placed", 1, lines=goods(A=1))
    changed = event("order.changed-1", "order.changed", 1, lines=goods(A=2))
    cancelled = event("order.cancelled-1", "order.cancelled", 1)

    assert shown([cancelled, placed]) == {"A#1": ("cancelled", 1)}
    assert shown([changed, placed]) == {"A#1": ("sale", 2)}
    assert shown([cancelled, changed, placed]) == {"A#1": ("cancelled", 2)}


def test_goods_that_came_back_are_lines_of_the_day_they_came_back() -> None:
    placed = event("1", "order.placed", 1, lines=goods(A=5), order_channel="app")
    returned = event("2", "order.returned", 9, customer=None, lines=[{"sku_code": "A", "quantity": 2}])

    sold, back = fold_order([returned, placed])

    assert (back.line_kind, back.quantity, back.unit_price) == ("return", Decimal(-2), Decimal(10))
    assert (back.customer_code, back.order_channel, back.original_order_id) == ("C1", "app", "X1")
    assert back.ordered_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert sold.quantity == 5


def test_of_a_corrected_event_the_highest_version_counts_alone() -> None:
    first = event("1", "order.placed", 1, lines=goods(A=1, B=1))
    corrected = event("1", "order.placed", 1, version=2, lines=goods(A=7))

    assert shown([corrected, first]) == {"A#1": ("sale", 7)}


def test_nothing_but_a_delivery_makes_no_lines() -> None:
    assert fold_order([event("1", "order.delivered", 1)]) == []


def test_money_for_a_receivable_adds_up_to_the_day_it_is_paid() -> None:
    due = event("1", "payment.due", 1, issued_on="2026-11-01", due_on="2026-11-30", amount="100")
    part = event("2", "payment.received", 2, amount="40", paid_on="2026-11-10")
    rest = event("3", "payment.received", 3, paid_on="2026-11-15")

    open_, paid = fold_receivable([part, due]), fold_receivable([rest, part, due])

    assert open_ is not None
    assert paid is not None
    assert (open_.paid_amount, open_.paid_on) == (40, None)
    assert (paid.paid_amount, paid.paid_on, paid.due_on) == (100, date(2026, 11, 15), date(2026, 11, 30))
    assert fold_receivable([part, rest]) is None


_KINDS = ("order.placed", "order.changed", "order.cancelled", "order.returned", "order.delivered")


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    count = draw(st.integers(1, 7))
    events = []
    for _ in range(count):
        kind = draw(st.sampled_from(_KINDS))
        data: dict[str, Any] = {}
        if kind in ("order.placed", "order.changed", "order.returned"):
            skus = draw(st.lists(st.sampled_from("ABC"), min_size=1, max_size=3))
            data["lines"] = [{"sku_code": s, "quantity": draw(st.integers(1, 9)), "unit_price": 3} for s in skus]
        # Like numbers meet: an event said again under a higher version, and two at one moment.
        id, version = draw(st.sampled_from("123")), draw(st.integers(1, 3))
        if any((e.event_id, e.version) == (id, version) for e in events):
            continue
        events.append(event(id, kind, draw(st.integers(0, 4)), version=version, **data))
    return events


@given(histories(), st.randoms(use_true_random=False))
def test_neither_order_of_arrival_nor_repetition_matters(events: list[Event], chance: Any) -> None:
    again = [*events, *chance.choices(events, k=3)]
    chance.shuffle(again)

    assert fold_order(again) == fold_order(events)


@given(histories())
def test_no_line_number_stands_twice(events: list[Event]) -> None:
    numbers = [line.line_no for line in fold_order(events)]

    assert len(set(numbers)) == len(numbers)
