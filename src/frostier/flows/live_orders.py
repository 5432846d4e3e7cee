"""The lines of an order as events have made them since the facts were published, in the shape of the published ones.

What an event names of an order takes the place of what was known of those very lines; its other lines stay. That is
what the warehouse does when it loads the event; here it is done for the one order that is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from zoneinfo import ZoneInfo

from frostier.flows.ports import JsonObject
from frostier.kernel.money import to_cents
from frostier.sources.records import OrderLine

_OTHER = "other"


@dataclass(frozen=True, slots=True)
class Article:
    """What an article is called, and to which category it belongs."""

    name: str
    category: str


def live_lines(
    said: Iterable[OrderLine], published: Iterable[JsonObject], articles: Mapping[str, Article], zone: ZoneInfo
) -> Sequence[JsonObject]:
    """The rows of ``order_line`` that the folded lines ``said`` and the lines ``published`` before make together."""
    by_number = {str(row["line_no"]): row for row in published}
    by_number |= {str(line.line_no): _line_row(line, articles, zone) for line in said}
    return [row for _, row in sorted(by_number.items()) if row["line_kind"] != "cancelled"]


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
