"""How often: orders, purchase days, active months, the purchase cycle and its variability."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from frostier.features.arithmetic import change, known_if, number, plus, ratio, spread_over_mean
from frostier.features.moment import days_between

BLOCKS = 12
BLOCK_DAYS = 30
LONG_GAP_DAYS = 90


def lifetime(days: ir.Table) -> dict[str, ir.Value]:
    """Totals over every customer-day so far; grain customer."""
    return {"orders_total": days.orders.sum()}


def year(days: ir.Table) -> dict[str, ir.Value]:
    """Totals over the customer-days of the last 365 days; grain customer."""
    age, orders, bought = days.age, days.orders, days.orders > 0
    month_bit = ibis.literal(1, type="int64") << days.block
    return {
        "orders_7": orders.sum(where=age < 7),
        "orders_30": orders.sum(where=age < 30),
        "orders_90": orders.sum(where=age < 90),
        "orders_180": orders.sum(where=age < 180),
        "orders_365": orders.sum(),
        "active_days": bought.cast("int64").sum(),
        "active_months": month_bit.bit_or(where=bought & (days.block < BLOCKS)),
        "first_on_in_year": days.day.min(where=bought),
        "last_on_in_year": days.day.max(where=bought),
    }


def gaps(bought: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    """What only neighbouring purchase days tell, from one row per customer and purchase day; grain customer."""
    neighbours = ibis.window(group_by=list(keys), order_by="day")
    gap = days_between(bought.day.lag().over(neighbours), bought.day)
    walked = bought.select(*keys, "day", "age", gap=gap)
    # The gap of the youngest row, as one integer minimum: an ordered FIRST costs a sort of every group.
    youngest = (walked.age * 1000 + walked.gap).min()
    return walked.group_by(keys).agg(
        gap_squares=(walked.gap * walked.gap).sum(),
        longest_gap=walked.gap.max(),
        last_gap=youngest % 1000,
        long_gap_ended_on=walked.day.max(where=walked.gap > LONG_GAP_DAYS),
    )


def measures(row: ir.Table) -> dict[str, ir.Value]:
    """What several figures are made of; reads ``tenure``.

    ``gap_sum``: days from the first to the last purchase day of the year, the sum of all gaps. ``span``: over how
    many of the last 180 days a monthly average is taken, the tenure held within 30 and 180. ``blocks``: how many
    of the last twelve blocks the tenure reaches into.
    """
    tenure = ibis.coalesce(row.tenure, 0)
    reached = ibis.least(tenure // BLOCK_DAYS + 1, BLOCKS).cast("int64")
    return {
        "gap_sum": ibis.coalesce(days_between(row.first_on_in_year, row.last_on_in_year), 0),
        "span": ibis.least(ibis.greatest(tenure + 1, 30), 180),
        "blocks": known_if(row.tenure.notnull(), reached),
    }


def cycle(row: ir.Table) -> dict[str, ir.Value]:
    """The mean gap between neighbouring purchase days; reads ``gap_sum``."""
    return {"cycle": ratio(row.gap_sum, row.active_days - 1)}


def figures(row: ir.Table) -> dict[str, ir.Value]:
    """The features of this family from one row of totals and measures per customer."""
    orders_before = row.orders_180 - row.orders_90
    active = plus([_month_is_active(row, block) for block in range(BLOCKS)])
    return {
        **{f"orders_{n}d": row[f"orders_{n}"] for n in (7, 30, 90, 180, 365)},
        "orders_total": row.orders_total,
        "orders_prev_90d": orders_before,
        "orders_trend_90d": change(row.orders_90, orders_before),
        "avg_monthly_orders": number(row.orders_180 * 30) / number(row.span),
        "active_days_365d": row.active_days,
        "active_months_360d": active,
        "active_streak_months": _streak(row),
        "repurchase_rate": ratio(active, row.blocks),
        "cycle_days": row.cycle,
        "cycle_cv": spread_over_mean(row.active_days - 1, row.gap_sum, row.gap_squares),
        "longest_gap_days_365d": row.longest_gap.nullif(0),
        "last_gap_days": row.last_gap.nullif(0),
    }


def _month_is_active(row: ir.Table, block: int) -> ir.IntegerValue:
    """1 where the block has a purchase: bit ``block`` of the mask."""
    return (row.active_months >> block) & 1


def _streak(row: ir.Table) -> ir.IntegerValue:
    """How many of the lowest bits are set without a break."""
    first_silent = [(_month_is_active(row, block) == 0, block) for block in range(BLOCKS)]
    return ibis.cases(*first_silent, else_=BLOCKS).cast("int64")
