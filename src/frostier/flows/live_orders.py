"""Orders as events have made them since the facts were published, in the shape of the published ones.

What an event names of an order takes the place of what was known of those very lines; its other lines stay. That is
what the warehouse does when it loads the event; here it is done for the few orders of one customer who is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from frostier.flows.ports import JsonObject
from frostier.kernel.money import to_cents
from frostier.sources.records import OrderLine

OrderKey = tuple[str, str]
"""Source and number of an order."""

_GOODS = ("sale", "return")
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class Article:
    """What an article is called, and to which category it belongs."""

    name: str
    category: str


@dataclass(frozen=True, slots=True)
class LiveOrder:
    """One order: ``head`` as a row of ``customer_order``, ``lines`` as rows of ``order_line``.

    Without lines all of it was cancelled: the published order of that key, if there is one, no longer holds.
    """

    key: OrderKey
    head: JsonObject
    lines: Sequence[JsonObject]


def live_order(
    key: OrderKey,
    said: Iterable[OrderLine],
    published: Iterable[JsonObject],
    articles: Mapping[str, Article],
    zone: ZoneInfo,
) -> LiveOrder:
    """The order that the folded lines ``said`` and the lines ``published`` before make together."""
    by_number = {str(row["line_no"]): row for row in published}
    by_number |= {str(line.line_no): _line_row(line, articles, zone) for line in said}
    lines = [row for number, row in sorted(by_number.items()) if row["line_kind"] != "cancelled"]
    return LiveOrder(key, _head_row(key, lines) if lines else {}, lines)


def _line_row(line: OrderLine, articles: Mapping[str, Article], zone: ZoneInfo) -> JsonObject:
    article = articles.get(line.sku_code or "") or Article(line.sku_name or line.sku_code or "", _OTHER)
    return {
        "line_no": line.line_no,
        "line_kind": line.line_kind,
        "sku_code": line.sku_code,
        "sku_name": article.name,
        "category": article.category,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "net_amount": _amount(line),
        "discount_amount": abs(line.discount_amount or Decimal(0)),
        "promotion_code": line.promotion_code,
        "order_channel": line.order_channel,
        "ordered_at": line.ordered_at.astimezone(UTC).replace(tzinfo=None),
        "order_day": line.ordered_at.astimezone(zone).date(),
    }


def _amount(line: OrderLine) -> Decimal:
    if line.net_amount is not None:
        return line.net_amount
    return to_cents(line.quantity * line.unit_price) if line.unit_price is not None else Decimal(0)


def _head_row(key: OrderKey, lines: Sequence[JsonObject]) -> JsonObject:
    goods = [row for row in lines if row["line_kind"] in _GOODS]
    sold = [row for row in lines if row["line_kind"] == "sale"]
    channels = sorted(str(row["order_channel"]) for row in lines if row.get("order_channel"))
    return {
        "source": key[0],
        "order_id": key[1],
        "order_day": min(_day(row) for row in lines),
        "ordered_at": min((moment for row in lines if (moment := _moment(row)) is not None), default=None),
        "order_channel": channels[0] if channels else None,
        "lines": len(lines),
        "sale_lines": len(sold),
        "quantity": sum((row["quantity"] for row in goods), Decimal(0)),
        "net_amount": sum((row["net_amount"] for row in goods), Decimal(0)),
        "discount_amount": sum((row["discount_amount"] for row in sold), Decimal(0)),
        "cost_amount": None,  # what the goods cost is known with the next roll
        "costed_amount": Decimal(0),
        "return_amount": sum((-row["net_amount"] for row in lines if row["line_kind"] == "return"), Decimal(0)),
        "categories": sorted({str(row["category"]) for row in goods}),
    }


def _day(row: JsonObject) -> date:
    day: date = row["order_day"]
    return day


def _moment(row: JsonObject) -> datetime | None:
    moment: datetime | None = row.get("ordered_at")
    return moment
