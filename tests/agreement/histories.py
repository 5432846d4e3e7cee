"""What may happen to a few customers, and how the news of it may arrive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)

Event = dict[str, Any]


@dataclass(frozen=True)
class Names:
    """Who may order, in which house, and what."""

    customers: Sequence[str]
    skus: Sequence[str]


@dataclass(frozen=True)
class Portion:
    """Some events that come in together, and what happens before the next: batches of at most so many, a restart."""

    size: int
    most: int
    batches: int
    restart: bool


@dataclass(frozen=True)
class Arrival:
    """A history as it comes in: every event at least once, in whatever order and portions."""

    events: Sequence[Event]
    portions: Sequence[Portion]

    def portioned(self) -> Iterator[tuple[list[Event], Portion]]:
        """What comes in together; the last portion is all that is left."""
        rest = list(self.events)
        for portion in self.portions:
            yield rest[: portion.size], portion
            del rest[: portion.size]
        yield rest, Portion(len(rest), 50, 0, restart=False)


def in_order(history: Sequence[Event]) -> list[Event]:
    """The events as they should have come."""
    return sorted(history, key=lambda e: (e["occurred_at"], e["event_id"], e.get("version", 1)))


# ── histories ───────────────────────────────────────────────────────────────────────────────────────────────────

_DAYS_AGO = st.sampled_from((0, 0, 0, 1, 40))
_QUANTITIES = st.sampled_from((1, 3, 250))
_LATER = ("changed", "moved", "cancelled", "returned", "due", "paid", "delivered", "complaint", "corrected")


@st.composite
def histories(draw: st.DrawFn, names: Names) -> list[Event]:
    """Orders with what became of them: changed, moved to another customer, cancelled, returned, corrected, paid."""
    stories = draw(st.integers(8, 20))
    return [event for n in range(stories) for event in draw(_stories(f"LIVE-{n}", names))]


@st.composite
def _stories(draw: st.DrawFn, order: str, names: Names) -> list[Event]:
    customer = draw(st.sampled_from((*names.customers, "NEW-1", "NEW-2")))
    placed = _event(draw, "order.placed", f"{order}-placed", customer, order_id=order, lines=draw(_lines(names)))
    later = draw(st.lists(st.sampled_from(_LATER), unique=True, max_size=4))
    return [placed, *(event for what in later for event in _later(draw, what, placed, names))]


def _later(draw: st.DrawFn, what: str, placed: Event, names: Names) -> list[Event]:
    customer, order = placed["customer_code"], placed["data"]["order_id"]
    receivable, name = f"R-{order}", f"{order}-{what}"
    match what:
        case "changed":
            return [_event(draw, "order.changed", name, customer, order_id=order, lines=draw(_lines(names)))]
        case "moved":
            other = draw(st.sampled_from((*names.customers, "NEW-3")))
            return [_event(draw, "order.changed", name, other, order_id=order, lines=draw(_lines(names)))]
        case "cancelled" | "delivered":
            return [_event(draw, f"order.{what}", name, customer, order_id=order)]
        case "returned":
            lines = [{"sku_code": draw(st.sampled_from(names.skus)), "quantity": 1}]
            return [_event(draw, "order.returned", name, customer, order_id=order, lines=lines)]
        case "due":
            due = {"receivable_id": receivable, "issued_on": "2026-10-01", "due_on": "2026-10-20", "amount": "900"}
            return [_event(draw, "payment.due", name, customer, **due)]
        case "paid":
            paid = {"receivable_id": receivable, "paid_on": "2026-11-10", "amount": "900"}
            return [_event(draw, "payment.received", name, customer, **paid)]
        case "complaint":
            return [_event(draw, "complaint", name, customer, text="送晚了", severity="low")]
        case _:
            lines = draw(_lines(names))
            return [{**placed, "version": 2, "data": {**placed["data"], "lines": lines}}]


@st.composite
def _lines(draw: st.DrawFn, names: Names) -> list[dict[str, Any]]:
    skus = draw(st.lists(st.sampled_from(names.skus), min_size=1, max_size=3, unique=True))
    return [
        {"line_no": str(n), "sku_code": sku, "quantity": draw(_QUANTITIES), "unit_price": "19.90"}
        for n, sku in enumerate(skus)
    ]


def _event(draw: st.DrawFn, kind: str, name: str, customer: str, **data: Any) -> Event:
    at = MORNING - timedelta(days=draw(_DAYS_AGO)) + timedelta(minutes=draw(st.integers(0, 90)))
    return {
        "source": "erp", "event_id": name, "type": kind, "occurred_at": at.isoformat(),
        "customer_code": customer, "data": data,
    }  # fmt: skip


# ── arrivals ────────────────────────────────────────────────────────────────────────────────────────────────────

_PORTIONS = st.builds(
    Portion,
    size=st.sampled_from((1, 2, 7, 25)),
    most=st.sampled_from((1, 3, 50)),
    batches=st.sampled_from((0, 1, 2)),
    restart=st.sampled_from((False, False, False, True)),
)


@st.composite
def arrivals(draw: st.DrawFn, history: Sequence[Event]) -> Arrival:
    """The events of a history in any order, some more than once."""
    again = draw(st.lists(st.sampled_from(history), max_size=len(history) // 3))
    events = draw(st.permutations([*history, *again]))
    return Arrival(events, draw(st.lists(_PORTIONS, min_size=4, max_size=10)))
