"""All events of one order become its lines; all events of one receivable become its record.

The result depends on the set of events alone: of each event the highest version counts, and what counts is taken in
the order in which it occurred. Moments of the records are UTC; the company's day is the reader's to find.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from frostier.kernel.money import to_cents
from frostier.sources.events import RETURN_LINE, Event
from frostier.sources.records import OrderLine, Payment


def counting(events: Iterable[Event]) -> list[Event]:
    """Of every event its highest version, in the order in which they occurred."""
    newest: dict[tuple[str, str], Event] = {}
    for event in events:
        known = newest.get((event.source, event.event_id))
        if known is None or event.version > known.version:
            newest[event.source, event.event_id] = event
    return sorted(newest.values(), key=lambda e: (e.occurred_at, e.source, e.event_id))


def fold_order(events: Collection[Event]) -> list[OrderLine]:
    """The lines of an order after all of its events; empty where none of them names goods.

    ``changed`` replaces the goods: a line that is no longer named is cancelled. ``cancelled`` cancels all lines so
    far. ``returned`` adds lines of its own, on the day of the return.
    """
    order = _Order()
    for event in counting(events):
        order.take(event)
    return order.lines()


def fold_receivable(events: Collection[Event]) -> Payment | None:
    """The receivable after all of its events; None as long as nobody has said that it is due.

    What was received adds up; paid is the day on which it first reached what is owed, or on which it was said to be
    paid in full.
    """
    due: Event | None = None
    received: list[Event] = []
    for event in counting(events):
        if event.type == "payment.due":
            due = event
        elif event.type == "payment.received":
            received.append(event)
    return None if due is None else _receivable(due, received)


@dataclass
class _Order:
    """What is known of an order so far."""

    customer_code: str | None = None
    header: dict[str, Any] = field(default_factory=dict)
    first_named_at: datetime | None = None
    sold: dict[str, OrderLine] = field(default_factory=dict)
    returned: list[OrderLine] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Let one more event happen."""
        self.customer_code = event.customer_code or self.customer_code
        if event.type in ("order.placed", "order.changed"):
            self._name_goods(event)
        elif event.type == "order.returned":
            self.returned += _returned_lines(event)
        elif event.type == "order.cancelled":
            self.sold = {no: replace(line, line_kind="cancelled") for no, line in self.sold.items()}
            self.returned = [replace(line, line_kind="cancelled") for line in self.returned]

    def lines(self) -> list[OrderLine]:
        """The lines as they stand, with what the order says of all of them."""
        if self.first_named_at is None:
            return [self._completed(line) for line in self.returned]
        said = {
            "customer_code": self.customer_code,
            "ordered_at": self.header.get("ordered_at", self.first_named_at),
            "order_channel": self.header.get("order_channel"),
            "requested_on": self.header.get("requested_on"),
        }
        sold = [replace(line, **said) for line in self.sold.values()]
        return sold + [self._completed(line) for line in self.returned]

    def _name_goods(self, event: Event) -> None:
        self.first_named_at = self.first_named_at or event.occurred_at
        self.header |= {name: read(event.data[name]) for name, read in _HEADER.items() if name in event.data}
        dropped = {no: replace(line, line_kind="cancelled") for no, line in self.sold.items()}
        self.sold = dropped | {str(line["line_no"]): _sold_line(event, line) for line in event.data["lines"]}

    def _completed(self, line: OrderLine) -> OrderLine:
        """A returned line with the order's customer and channel and, where it says none, the price it was sold at."""
        price = line.unit_price
        if price is None and line.net_amount is None:
            sold_at = [s.unit_price for s in self.sold.values() if s.sku_code == line.sku_code and s.unit_price]
            price = sold_at[-1] if sold_at else Decimal(0)
        return replace(
            line,
            customer_code=self.customer_code,
            order_channel=self.header.get("order_channel"),
            unit_price=price,
        )


_HEADER: dict[str, Callable[[str], Any]] = {
    "ordered_at": datetime.fromisoformat,
    "order_channel": str,
    "requested_on": date.fromisoformat,
}


def _sold_line(event: Event, said: Mapping[str, Any]) -> OrderLine:
    return OrderLine(
        order_id=event.key,
        line_no=said["line_no"],
        ordered_at=event.occurred_at,
        sku_code=said["sku_code"],
        sku_name=said.get("sku_name"),
        line_kind=said.get("line_kind", "sale"),
        quantity=Decimal(said["quantity"]),
        unit_price=_decimal(said.get("unit_price")),
        net_amount=_decimal(said.get("net_amount")),
        discount_amount=_decimal(said.get("discount_amount")),
        promotion_code=said.get("promotion_code"),
    )


def _returned_lines(event: Event) -> list[OrderLine]:
    return [
        OrderLine(
            order_id=event.key,
            line_no=f"{RETURN_LINE}{event.event_id}#{n}",
            ordered_at=event.occurred_at,
            sku_code=said["sku_code"],
            sku_name=said.get("sku_name"),
            line_kind="return",
            quantity=-Decimal(said["quantity"]),
            unit_price=_decimal(said.get("unit_price")),
            net_amount=_negative(_decimal(said.get("net_amount"))),
            original_order_id=event.key,
        )
        for n, said in enumerate(event.data["lines"], start=1)
    ]


def _receivable(due: Event, received: Sequence[Event]) -> Payment:
    amount = Decimal(due.data["amount"])
    paid, paid_on = Decimal(0), None
    for event in received:
        said = _decimal(event.data.get("amount"))
        paid = max(paid, amount) if said is None else to_cents(paid + said)
        if paid >= amount and paid_on is None:
            paid_on = date.fromisoformat(event.data["paid_on"])
    return Payment(
        receivable_id=due.key,
        customer_code=str(due.customer_code),
        order_id=due.data.get("order_id"),
        issued_on=date.fromisoformat(due.data["issued_on"]),
        due_on=_day(due.data.get("due_on")),
        paid_on=paid_on,
        amount=amount,
        paid_amount=paid,
        method=next((e.data["method"] for e in reversed(received) if "method" in e.data), None),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _negative(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -amount


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
