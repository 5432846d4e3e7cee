"""Through which door and when in the day and week orders come."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from frostier.features.arithmetic import first_equal, plus, ratio
from frostier.sources.choices import ORDER_CHANNELS


def year(days: ir.Table) -> dict[str, ir.Value]:
    """Totals over the customer-days of the last 365 days; grain customer."""
    return {
        "digital_orders": days.digital_orders.sum(),
        "night_orders": days.night_orders.sum(),
        "morning_orders": days.morning_orders.sum(),
        "timed_orders": days.timed_orders.sum(),
        "rush_orders": days.rush_orders.sum(),
        "weekend_orders": days.orders.sum(where=days.day.day_of_week.index() >= 5),
    }


def channels(days: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    """Orders by channel over the last 365 days, an unnamed channel counted as ``other``; grain customer."""
    named = days.mutate(channel=ibis.coalesce(days.order_channel, "other"))
    return named.group_by(keys).agg(
        **{f"orders_by_{c.value}": named.orders.sum(where=named.channel == c.value) for c in ORDER_CHANNELS}
    )


def measures(row: ir.Table) -> dict[str, ir.Value]:
    """Orders of all channels together and of the busiest one."""
    orders = list(_orders(row).values())
    return {"channel_orders": plus(orders), "busiest_orders": ibis.greatest(*orders)}


def figures(row: ir.Table) -> dict[str, ir.Value]:
    """The features of this family from one row of totals and measures per customer."""
    orders = _orders(row)
    return {
        **{f"share_channel_{name}_365d": ratio(count, row.channel_orders) for name, count in orders.items()},
        "top_channel_365d": first_equal(row.busiest_orders, orders),
        "channel_count_365d": plus([(count > 0).cast("int64") for count in orders.values()]),
        "digital_share_365d": ratio(row.digital_orders, row.orders_365),
        "night_order_share_365d": ratio(row.night_orders, row.timed_orders),
        "morning_order_share_365d": ratio(row.morning_orders, row.timed_orders),
        "weekend_order_share_365d": ratio(row.weekend_orders, row.orders_365),
        "rush_order_share_365d": ratio(row.rush_orders, row.orders_365),
    }


def _orders(row: ir.Table) -> dict[str, ir.IntegerValue]:
    return {c.value: row[f"orders_by_{c.value}"] for c in ORDER_CHANNELS}
