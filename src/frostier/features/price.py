"""Promotion, discount and returns."""

from __future__ import annotations

from ibis.expr import types as ir

from frostier.features.arithmetic import ratio


def year(days: ir.Table) -> dict[str, ir.Value]:
    """Totals over the customer-days of the last 365 days; grain customer."""
    return {
        "returned": days.return_amount.sum(),
        "return_lines": days.return_lines.sum(),
        "promoted": days.promotion_amount.sum(),
        "discounted": days.discount_amount.sum(),
    }


def figures(row: ir.Table) -> dict[str, ir.Value]:
    """The features of this family from one row of totals per customer."""
    return {
        "return_rate_365d": ratio(row.returned, row.sales),
        "return_count_365d": row.return_lines,
        "return_amount_365d": row.returned,
        "promotion_share_365d": ratio(row.promoted, row.sales),
        "discount_amount_365d": row.discounted,
        "discount_rate_365d": ratio(row.discounted, row.sales + row.discounted),
    }
