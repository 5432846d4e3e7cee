"""Payment compliance and debt, from what was known of each receivable on the as-of day."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from frostier.features.arithmetic import known_if, number, ratio
from frostier.features.moment import Moment, days_between


def receivables(issued: ir.Table, moment: Moment) -> ir.Table:
    """Counts, amounts and lateness of the receivables issued so far; grain customer.

    A receivable is *settled* once its paid day has come, *overdue* when it is not and its due day has passed,
    and *judged* when it fell due within 365 days and is one of the two.
    """
    known = _as_known(issued, moment)
    due_lately = (known.due_age >= 0) & (known.due_age < 365)
    judged = due_lately & (known.settled | (known.due_age > 0))
    overdue = ~known.settled & (known.due_age > 0)
    return known.group_by(moment.keys).agg(
        due_count=known.count(where=judged),
        late_count=known.count(where=judged & (known.days_late > 0)),
        days_late=known.days_late.sum(where=judged),
        max_days_late=known.days_late.max(where=judged),
        open_amount=known.unpaid.sum(where=~known.settled),
        open_count=known.count(where=~known.settled),
        overdue_amount=known.unpaid.sum(where=overdue),
        overdue_count=known.count(where=overdue),
        overdue_days=known.due_age.max(where=overdue),
    )


def figures(row: ir.Table) -> dict[str, ir.Value]:
    """The features of this family from one row of totals and measures per customer."""
    return {
        "on_time_rate_365d": ratio(row.due_count - row.late_count, row.due_count),
        "due_count_365d": row.due_count,
        "late_count_365d": row.late_count,
        "avg_days_late_365d": ratio(row.days_late, row.due_count),
        "max_days_late_365d": known_if(row.due_count > 0, row.max_days_late),
        "open_amount": row.open_amount,
        "open_count": row.open_count,
        "overdue_amount": row.overdue_amount,
        "overdue_count": row.overdue_count,
        "overdue_days": row.overdue_days.nullif(0),
        "overdue_share": ratio(row.overdue_amount, row.open_amount),
        "credit_use_rate": ratio(row.open_amount, row.credit_limit),
        "credit_headroom": row.credit_limit - row.open_amount,
        "debt_months": ratio(number(row.open_amount), row.monthly_spend),
    }


def _as_known(issued: ir.Table, moment: Moment) -> ir.Table:
    """Each receivable as it stood at the end of the as-of day; grain receivable (× as-of day)."""
    as_of = moment.of(issued)
    settled = ibis.coalesce(issued.paid_on <= as_of, False)
    late = days_between(issued.due_on, ibis.ifelse(settled, issued.paid_on, as_of))
    # A part payment carries no day of its own: it counts while the receivable is open, and not before a later
    # settlement, whose day is the only one known.
    received = ibis.ifelse(issued.paid_on.isnull(), ibis.coalesce(issued.paid_amount, 0), 0)
    return issued.select(
        *moment.keys,
        settled=settled,
        due_age=days_between(issued.due_on, as_of),
        days_late=ibis.greatest(late, 0),
        unpaid=(issued.amount - received).cast("decimal(18, 2)"),
    )
