"""How much: spend, margin, order value, trend and steadiness of spend."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from frostier.features.arithmetic import change, known_if, number, plus, ratio
from frostier.features.cadence import BLOCKS


def lifetime(days: ir.Table) -> dict[str, ir.Value]:
    """Totals over every customer-day so far; grain customer."""
    net, age = days.net_amount, days.age
    return {
        "spend_total": net.sum(),
        "spend_prev_365": net.sum(where=(age >= 365) & (age < 730)),
        "spend_year_ago_90": net.sum(where=(age >= 365) & (age < 455)),
    }


def year(days: ir.Table) -> dict[str, ir.Value]:
    """Totals over the customer-days of the last 365 days; grain customer."""
    net, age = days.net_amount, days.age
    return {
        **{f"spend_block_{k}": net.sum(where=days.block == k) for k in range(BLOCKS)},
        "spend_7": net.sum(where=age < 7),
        "spend_365": net.sum(),
        "sales": days.sale_amount.sum(),
        "costed_30": days.costed_amount.sum(where=age < 30),
        "costed_90": days.costed_amount.sum(where=age < 90),
        "costed_365": days.costed_amount.sum(),
        "cost_30": days.cost_amount.sum(where=age < 30),
        "cost_90": days.cost_amount.sum(where=age < 90),
        "cost_365": days.cost_amount.sum(),
        "max_order": days.max_order_amount.max(),
        "service": days.service_amount.sum(),
    }


def measures(row: ir.Table) -> dict[str, ir.Value]:
    """Spend of the last 30, 90, 180 and 360 days from its blocks."""
    return {f"spend_{30 * n}": plus(_blocks(row, 0, n)) for n in (1, 3, 6, BLOCKS)}


def monthly(row: ir.Table) -> dict[str, ir.Value]:
    """Average spend per 30 days: of the span, and of the blocks since the first order; reads the measures."""
    return {
        "monthly_spend": number(row.spend_180 * 30) / number(row.span),
        "mean_block": number(row.spend_360) / number(row.blocks),
    }


def figures(row: ir.Table) -> dict[str, ir.Value]:
    """The features of this family from one row of totals and measures per customer."""
    spends = {n: row[f"spend_{n}"] for n in ("7", "30", "90", "180", "365")}
    previous = {"30": row.spend_block_1, "90": plus(_blocks(row, 3, 6)), "365": row.spend_prev_365}
    margins = {n: row[f"costed_{n}"] - row[f"cost_{n}"] for n in ("30", "90", "365")}
    return {
        **{f"spend_{n}d": value for n, value in spends.items()},
        **{f"spend_prev_{n}d": value for n, value in previous.items()},
        **{f"spend_trend_{n}d": change(spends[n], value) for n, value in previous.items()},
        **{f"avg_order_value_{n}d": ratio(spends[n], row[f"orders_{n}"]) for n in ("30", "90", "365")},
        **{f"margin_{n}d": value for n, value in margins.items()},
        "spend_total": row.spend_total,
        "spend_yoy_90d": change(spends["90"], row.spend_year_ago_90),
        "avg_monthly_spend": row.monthly_spend,
        "max_order_value_365d": row.max_order,
        "margin_rate_365d": ratio(margins["365"], row.costed_365),
        "monthly_spend_cv_360d": _variability(row),
        "peak_month_share_360d": ratio(ibis.greatest(*_blocks(row, 0, BLOCKS)), row.spend_360),
        "service_amount_365d": row.service,
    }


def potential(row: ir.Table) -> dict[str, ir.Value]:
    """Spend against the size of the customer's business."""
    return {
        "spend_per_seat_90d": ratio(row.spend_90, row.seats),
        "spend_per_freezer_m3_90d": ratio(row.spend_90, row.freezer_m3),
        "spend_per_shop_90d": ratio(row.spend_90, row.chain_shops),
    }


def _blocks(row: ir.Table, first: int, end: int) -> list[ir.DecimalValue]:
    return [row[f"spend_block_{k}"] for k in range(first, end)]


def _variability(row: ir.Table) -> ir.FloatingValue:
    """Standard deviation ÷ mean of the monthly spends since the first order.

    Squares of large amounts leave the integers, so this one works on the exact monthly sums in floating point,
    around the mean, in a fixed order.
    """
    distances = [number(amount) - row.mean_block for amount in _blocks(row, 0, BLOCKS)]
    squares = [ibis.cases((row.blocks > k, d * d), else_=0.0) for k, d in enumerate(distances)]
    deviation = (plus(squares) / number(row.blocks)).sqrt()
    return known_if(row.spend_360 > 0, deviation / row.mean_block)
