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

_AT_ONE_MOMENT = {
    "order.placed": 0,
    "order.changed": 1,
    "order.delivered": 2,
    "order.returned": 3,
    "order.cancelled": 4,
}


def counting(events: Iterable[Event]) -> list[Event]:
    """Of every event its highest version, in the order in which they occurred.

    Many systems tell time in whole seconds: of one moment, placing comes first and cancelling last.
    """
    newest: dict[tuple[str, str], Event] = {}
    for event in events:
        known = newest.get((event.source, event.event_id))
        if known is None or event.version > known.version:
            newest[event.source, event.event_id] = event
    return sorted(newest.values(), key=lambda e: (e.occurred_at, _AT_ONE_MOMENT.get(e.type, 0), e.source, e.event_id))


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


@dataclass(frozen=True, slots=True)
class _Line:
    """One line as an event named it; ``kind`` is what has become of it."""

    event: Event
    said: Mapping[str, Any]
    kind: str


@dataclass
class _Order:
    """What is known of an order so far."""

    customer_code: str | None = None
    header: dict[str, Any] = field(default_factory=dict)
    first_named_at: datetime | None = None
    sold: dict[str, _Line] = field(default_factory=dict)
    returned: dict[str, _Line] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Let one more event happen."""
        self.customer_code = event.customer_code or self.customer_code
        if event.type in ("order.placed", "order.changed"):
            self._name_goods(event)
        elif event.type == "order.returned":
            for n, said in enumerate(event.data["lines"], start=1):
                self.returned[f"{RETURN_LINE}{event.event_id}#{n}"] = _Line(event, said, "return")
        elif event.type == "order.cancelled":
            self.sold, self.returned = _cancelled(self.sold), _cancelled(self.returned)

    def lines(self) -> list[OrderLine]:
        """The lines as they stand, each with what the order says of all of them."""
        sold = [self._sold_line(number, line) for number, line in self.sold.items()]
        return sold + [self._returned_line(number, line) for number, line in self.returned.items()]

    def _name_goods(self, event: Event) -> None:
        self.first_named_at = self.first_named_at or event.occurred_at
        self.header |= {name: read(event.data[name]) for name, read in _HEADER.items() if name in event.data}
        named = {
            str(said["line_no"]): _Line(event, said, said.get("line_kind", "sale")) for said in event.data["lines"]
        }
        self.sold = _cancelled(self.sold) | named

    def _sold_line(self, number: str, line: _Line) -> OrderLine:
        said = line.said
        return OrderLine(
            order_id=line.event.key,
            line_no=number,
            ordered_at=self.header.get("ordered_at") or self.first_named_at or line.event.occurred_at,
            customer_code=self.customer_code,
            sku_code=said["sku_code"],
            sku_name=said.get("sku_name"),
            line_kind=line.kind,
            quantity=Decimal(said["quantity"]),
            unit_price=_decimal(said.get("unit_price")),
            net_amount=_decimal(said.get("net_amount")),
            discount_amount=_decimal(said.get("discount_amount")),
            promotion_code=said.get("promotion_code"),
            order_channel=self.header.get("order_channel"),
            requested_on=self.header.get("requested_on"),
        )

    def _returned_line(self, number: str, line: _Line) -> OrderLine:
        """A line of the day on which the goods came back; without a price of its own, at the price they were sold."""
        said = line.said
        price, amount = _decimal(said.get("unit_price")), _decimal(said.get("net_amount"))
        if price is None and amount is None:
            price = self._sold_at(said["sku_code"])
        return OrderLine(
            order_id=line.event.key,
            line_no=number,
            ordered_at=line.event.occurred_at,
            customer_code=self.customer_code,
            sku_code=said["sku_code"],
            sku_name=said.get("sku_name"),
            line_kind=line.kind,
            quantity=-Decimal(said["quantity"]),
            unit_price=price,
            net_amount=None if amount is None else -amount,
            order_channel=self.header.get("order_channel"),
            original_order_id=line.event.key,
        )

    def _sold_at(self, sku_code: str) -> Decimal:
        """The last price that the order names for an article; 0 as long as it names none."""
        named = (line.said for line in self.sold.values() if line.said["sku_code"] == sku_code)
        prices = [said["unit_price"] for said in named if "unit_price" in said]
        return Decimal(prices[-1]) if prices else Decimal(0)


_HEADER: dict[str, Callable[[str], Any]] = {
    "ordered_at": datetime.fromisoformat,
    "order_channel": str,
    "requested_on": date.fromisoformat,
}


def _cancelled(lines: Mapping[str, _Line]) -> dict[str, _Line]:
    return {number: replace(line, kind="cancelled") for number, line in lines.items()}


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


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
