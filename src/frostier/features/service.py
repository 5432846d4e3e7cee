"""What the customer asks for beyond goods, and how well the customer is known."""

from __future__ import annotations

from decimal import Decimal

import ibis
from ibis.expr import types as ir

from frostier.features.arithmetic import number, plus

DEMANDING_LIFE = Decimal("0.5")


def figures(row: ir.Table) -> dict[str, ir.Value]:
    """The features of this family from the customer record."""
    needs = [
        row.needs_custom_cut,
        row.needs_own_label,
        row.needs_night_delivery,
        row.needs_invoice_each,
        row.min_remaining_life_pct >= DEMANDING_LIFE,
        row.floor_no_lift,
    ]
    known = [row.has_phone, row.has_tax_id, row.has_decision_maker]
    stated = [row.city.notnull(), row.manager.notnull(), row.opened_on.notnull()]
    return {
        "special_need_complexity": plus([_one(need) for need in needs]),
        "profile_completeness": number(plus([_one(fact) for fact in (*known, *stated)])) / 6.0,
    }


def _one(condition: ir.BooleanValue) -> ir.IntegerValue:
    """1 where it is known to hold, else 0."""
    return ibis.coalesce(condition, False).cast("int64")
