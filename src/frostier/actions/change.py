"""What one evaluation changed for one customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from frostier.kernel.money import to_cents

Row = Mapping[str, Any]
ChangeType = Literal["customer.tier_changed", "customer.stage_changed", "customer.tags_changed"]


def order_amount(data: Mapping[str, Any]) -> Decimal:
    """What the lines of an order event come to; the amount of a line without one is quantity × price, rounded once."""
    return sum((_line_amount(line) for line in data.get("lines", ())), Decimal(0))


def _line_amount(line: Mapping[str, Any]) -> Decimal:
    if line.get("net_amount") is not None:
        return Decimal(str(line["net_amount"]))
    if line.get("quantity") is None or line.get("unit_price") is None:
        return Decimal(0)
    return to_cents(Decimal(str(line["quantity"])) * Decimal(str(line["unit_price"])))


@dataclass(frozen=True)
class EventSeen:
    """An event that led to the evaluation; ``id`` is unique in the house, ``data`` as it was accepted."""

    id: str
    type: str
    occurred_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def amount(self) -> Decimal:
        """What its lines come to; 0 of an event that has none."""
        return order_amount(self.data)


@dataclass(frozen=True, slots=True)
class CustomerChange:
    """One customer before and after one evaluation.

    ``before`` and ``after`` are rows of the profile: decision, attributes and features, ``customer_id`` among them.
    ``before`` is ``None`` for a customer who was not known. Grain: customer × evaluation.
    """

    as_of: date
    before: Row | None
    after: Row
    tags_gained: tuple[str, ...] = ()
    tags_lost: tuple[str, ...] = ()
    events: tuple[EventSeen, ...] = ()

    @property
    def customer_id(self) -> str:
        """Whose change it is."""
        return str(self.after["customer_id"])

    def moved(self, column: str) -> bool:
        """Whether a column of the decision or record differs from before."""
        return self.before is not None and self.before.get(column) != self.after.get(column)

    @property
    def types(self) -> tuple[ChangeType, ...]:
        """What of it other systems are told. A customer who was not known has changed its tier and its stage."""
        new = self.before is None
        found: list[ChangeType] = []
        if new or self.moved("tier"):
            found.append("customer.tier_changed")
        if new or self.moved("stage"):
            found.append("customer.stage_changed")
        if self.tags_gained or self.tags_lost:
            found.append("customer.tags_changed")
        return tuple(found)
