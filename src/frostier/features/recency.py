"""How long ago: first and last order, tenure, silence, the return after a long gap."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from frostier.features.arithmetic import known_if, number, ratio
from frostier.features.moment import Moment, days_between

LONG_SILENCE_DAYS = 90


def lifetime(days: ir.Table) -> dict[str, ir.Value]:
    """Totals over every customer-day so far; grain customer."""
    bought = days.orders > 0
    return {
        "first_on": days.day.min(where=bought),
        "last_on": days.day.max(where=bought),
        "last_on_before_year": days.day.max(where=bought & (days.age >= 365)),
    }


def measures(row: ir.Table, moment: Moment) -> dict[str, ir.Value]:
    """Days since the last and since the first order; the other families read them too."""
    return {
        "silence": days_between(row.last_on, moment.of(row)),
        "tenure": days_between(row.first_on, moment.of(row)),
    }


def figures(row: ir.Table, moment: Moment) -> dict[str, ir.Value]:
    """The features of this family from one row of totals and measures per customer."""
    account_age = days_between(row.opened_on, moment.of(row))
    return {
        "recency_days": row.silence,
        "first_order_on": row.first_on,
        "last_order_on": row.last_on,
        "tenure_days": row.tenure,
        "account_age_days": known_if(account_age >= 0, account_age),
        "contract_days_left": days_between(moment.of(row), row.contract_end_on),
        "silence_cycles": ratio(row.silence, row.cycle),
        "days_to_next_order": row.cycle - number(row.silence),
        "won_back_days": days_between(_won_back_on(row), moment.of(row)),
    }


def _won_back_on(row: ir.Table) -> ir.DateValue:
    """The latest purchase day of the year that ended a long silence; the silence may have begun before the year."""
    silence = days_between(row.last_on_before_year, row.first_on_in_year)
    return ibis.coalesce(row.long_gap_ended_on, known_if(silence > LONG_SILENCE_DAYS, row.first_on_in_year))
