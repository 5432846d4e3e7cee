"""Orders of the customers that a viewer may know of: page by page, one with its lines, by day."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date

import ibis
import ibis.expr.types as ir

from frostier.flows.customers import CustomerFilter, CustomerReader, one_of
from frostier.flows.left_open import OPEN
from frostier.flows.ports import JsonObject
from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders: of which customers, with goods of which categories, by which channels, in which months."""

    customers: CustomerFilter = field(default_factory=CustomerFilter)
    customer_id: str | None = None
    categories: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    months: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderPlace:
    """Where a page of orders ended."""

    day: date
    source: str
    order_id: str
    customer_id: str


_ANYBODY = OrderFilter(customer_id=f"{OPEN}customer_id")
"""All orders of one customer, who is named only when the question is asked."""


def chosen_orders(reader: CustomerReader, wanted: OrderFilter) -> ibis.Table:
    """The orders that fit, with id and name of the customer; those of days after the grading are left out.

    Those that events brought or changed since the grading are as the events left them, marked ``is_live``.
    Grain: customer × order. An order that two customers share, which only merged records do, stands once for each.
    """
    customers = reader.chosen(wanted.customers, ("customer_name",))
    if wanted.customer_id is not None:
        customers = customers.filter(customers.customer_id == wanted.customer_id)
    orders = reader.facts("customer_order")
    orders = orders.filter([orders.order_day <= reader.grading.as_of, *_conditions(orders, wanted)])
    return orders.join(customers.select("customer_key", "customer_id", "customer_name"), "customer_key")


def page_of_orders(
    reader: CustomerReader, wanted: OrderFilter, *, after: OrderPlace | None = None, limit: int = 50
) -> tuple[list[JsonObject], OrderPlace | None]:
    """At most ``limit`` orders, newest first, and where the next page begins, if there is one."""

    def newest(orders: ibis.Table) -> ibis.Table:
        left = orders if after is None else orders.filter(_beyond(orders, after))
        order = [left.order_day.desc(), left.source.asc(), left.order_id.asc(), left.customer_id.asc()]
        return left.order_by(order).limit(limit + 1)

    rows = _rows(reader, wanted, newest, ("page", after, limit))
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], OrderPlace(last["order_day"], last["source"], last["order_id"], last["customer_id"])


def count_orders(reader: CustomerReader, wanted: OrderFilter) -> int:
    """How many orders fit."""
    return int(_rows(reader, wanted, lambda orders: orders.aggregate(n=orders.count()), ("count",))[0]["n"])


def _rows(
    reader: CustomerReader,
    wanted: OrderFilter,
    asked: Callable[[ibis.Table], ibis.Table],
    question: tuple[Hashable, ...],
) -> list[JsonObject]:
    """What is ``asked`` of the orders that fit. To all orders of one customer the ``question`` is built only once."""
    if wanted.customer_id is None or wanted != OrderFilter(customer_id=wanted.customer_id):
        return reader.published.rows(asked(chosen_orders(reader, wanted)))
    facts = reader.facts("customer_order").op()
    table = reader.kept(
        ("orders", facts, reader.grading.as_of, *question), lambda: asked(chosen_orders(reader, _ANYBODY))
    )
    return reader.published.rows(table, {"customer_id": wanted.customer_id})


def one_order(reader: CustomerReader, source: str, order_id: str) -> tuple[JsonObject, list[JsonObject]]:
    """One order and its lines; raises ``NotFound`` for an unknown one, or one of a customer out of sight.

    Of one that is marked ``is_live`` the lines are those of the grading, if it had any.
    """
    orders = reader.facts("customer_order")
    found = orders.filter([orders.source == source, orders.order_id == order_id])
    customers = reader.visible_with(["customer_name"]).select("customer_key", "customer_id", "customer_name")
    rows = reader.published.rows(found.join(customers, "customer_key").order_by("customer_id").limit(1))
    if not rows:
        raise NotFound(
            Text(f"没有来自 {source} 的订单 {order_id}。", f"There is no order {order_id} of {source}."),
            where={"source": source, "order_id": order_id},
        )
    [order] = rows
    lines = reader.facts("order_line")
    key = ibis.literal(order["customer_key"], type="int32")
    mine = [lines.customer_key == key, lines.source == source, lines.order_id == order_id]
    return order, reader.published.rows(lines.filter(mine).order_by("line_no"))


def _conditions(orders: ibis.Table, wanted: OrderFilter) -> list[ir.BooleanValue]:
    conditions: list[ir.BooleanValue] = []
    if wanted.categories:
        conditions.append(ibis.or_(*(orders.categories.contains(category) for category in wanted.categories)))
    if wanted.channels:
        conditions.append(one_of(orders.order_channel, wanted.channels))
    if wanted.months:
        conditions.append(orders.order_day.truncate("M").isin(list(wanted.months)))
    return conditions


def _beyond(table: ibis.Table, after: OrderPlace) -> ir.BooleanValue:
    same_day, same_source = table.order_day == after.day, table.source == after.source
    same_order = table.order_id == after.order_id
    return (table.order_day < after.day) | (
        same_day
        & (
            (table.source > after.source)
            | (
                same_source
                & ((table.order_id > after.order_id) | (same_order & (table.customer_id > after.customer_id)))
            )
        )
    )
