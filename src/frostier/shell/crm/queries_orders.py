"""Orders in lists and one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from frostier.flows.customers import bad_cursor
from frostier.flows.orders import OrderFilter, OrderPlace, count_orders, one_order, page_of_orders
from frostier.shell.crm.filters import customer_filter, month_of
from frostier.shell.crm.live_orders import lines_as_of_now
from frostier.shell.crm.paging import cursor_of, parts_of
from frostier.shell.crm.queries_customers import NOTHING, stamp
from frostier.shell.crm.reading import Reading
from frostier.shell.crm.schemas import PageQuery
from frostier.shell.crm.schemas_overview import OrderListQuery
from frostier.shell.crm.words import Words, money, money_or_none


def page(read: Reading, asked: OrderListQuery) -> dict[str, Any]:
    """A page of the orders that fit, newest first."""
    return NOTHING if read.grading is None else _page(read, order_filter(asked, read), asked)


def page_of_customer(read: Reading, customer_id: str, asked: PageQuery) -> dict[str, Any]:
    """A page of one customer's orders, newest first."""
    return _page(read, OrderFilter(customer_id=read.known(customer_id)), asked)


def order(read: Reading, source: str, order_id: str) -> dict[str, Any]:
    """One order with its lines."""
    head, lines = one_order(read.reader, source, order_id)
    shown = lines_as_of_now(read, source, order_id, lines) if head.get("is_live") else lines
    return {**_head(head, read.words), "lines": [_line(line, read.words) for line in shown]}


def order_filter(asked: OrderListQuery, read: Reading) -> OrderFilter:
    """The orders that a request asks for."""
    return OrderFilter(
        customers=customer_filter(asked, read),
        customer_id=asked.customer_id,
        categories=tuple(asked.category),
        channels=tuple(asked.order_channel),
        months=tuple(month_of(month) for month in asked.month),
    )


def _page(read: Reading, wanted: OrderFilter, asked: PageQuery) -> dict[str, Any]:
    after = None
    if asked.cursor is not None:
        snapshot, *parts = parts_of(asked.cursor, str, str, str, str, str)
        read, after = read.at(snapshot), _place(*parts)
    rows, place = page_of_orders(read.reader, wanted, after=after, limit=asked.limit)
    following = place and cursor_of(
        read.graded.snapshot, place.day.isoformat(), place.source, place.order_id, place.customer_id
    )
    total = read.remembered(("orders", wanted), lambda: count_orders(read.reader, wanted))
    items = [{**_head(row, read.words), "lines": row["lines"]} for row in rows]
    return {"items": items, "next": following, "total": total, **stamp(read.graded)}


def _place(day: str, source: str, order_id: str, customer_id: str) -> OrderPlace:
    try:
        return OrderPlace(date.fromisoformat(day), source, order_id, customer_id)
    except ValueError as error:
        raise bad_cursor() from error


def _head(row: dict[str, Any], words: Words) -> dict[str, Any]:
    margin = None if row["cost_amount"] is None else row["costed_amount"] - row["cost_amount"]
    return {
        "customer_id": row["customer_id"],
        "customer_name": row["customer_name"] or row["customer_id"],
        "source": row["source"],
        "order_id": row["order_id"],
        "day": row["order_day"],
        "at": moment(row["ordered_at"]),
        "channel": words.channel(row["order_channel"]),
        "quantity": quantity(row["quantity"]),
        "amount": money(row["net_amount"]),
        "discount": money(row["discount_amount"]),
        "margin": money_or_none(margin),
        "categories": [words.category(category) for category in row["categories"]],
        "has_return": row["return_amount"] > 0,
        "live": bool(row.get("is_live")),
    }


def _line(row: dict[str, Any], words: Words) -> dict[str, Any]:
    return {
        "line_no": row["line_no"],
        "kind": words.kind(row["line_kind"]),
        "sku_code": row["sku_code"],
        "sku_name": row["sku_name"],
        "category": words.category(row["category"]),
        "quantity": quantity(row["quantity"]),
        "unit_price": None if row["unit_price"] is None else quantity(row["unit_price"]),
        "amount": money(row["net_amount"]),
        "discount": money(row["discount_amount"]),
        "promotion": row["promotion_code"],
    }


def moment(stored: datetime | None) -> datetime | None:
    """A stored moment, which is naive UTC, as an aware one."""
    return None if stored is None else stored.replace(tzinfo=UTC)


def quantity(number: Decimal | None) -> str:
    """A quantity or price as text without needless zeros."""
    plain = format((number or Decimal(0)).normalize(), "f")
    return "0" if plain in ("-0", "") else plain
