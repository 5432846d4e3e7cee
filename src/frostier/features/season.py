"""Season shares, and figures with the season of the customer's type taken out."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce

import ibis
from ibis.expr import types as ir

from frostier.features.arithmetic import number, ratio
from frostier.features.moment import Moment
from frostier.kernel.calendar import SPRING_FESTIVAL

FAIR_WINDOWS = (30, 90, 180)
FESTIVAL_DAYS = 30

_MONTHS = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "winter": (12, 1, 2)}


def year(days: ir.Table, moment: Moment) -> dict[str, ir.Value]:
    """Totals over the customer-days of the last 365 days; grain customer."""
    month = days.day.month()
    return {
        **{f"{name}_sales": days.sale_amount.sum(where=month.isin(months)) for name, months in _MONTHS.items()},
        "festival_sales": days.sale_amount.sum(where=_before_spring_festival(days.day, moment)),
    }


def type_index(type_season: ir.Table, moment: Moment) -> ir.Table:
    """How far the seasonal index stands above 1000, added over the days of each window; grain customer type.

    ``index_excess_n`` is Σ (index_per_mille − 1000) over the last n days, ``index_excess_1`` is that of the
    as-of day. A month without an index counts as an average one.
    """
    offsets = moment.spread(ibis.range(max(FAIR_WINDOWS)).unnest().name("offset").as_table())
    month = (moment.of(offsets) - offsets.offset.as_interval("D")).cast("date").month()
    calendar = offsets.mutate(month=month.cast("int32"))
    daily = type_season.join(calendar, "month")
    excess = daily.index_per_mille - 1000
    keys = ("customer_type", *moment.keys[1:])
    return daily.group_by(keys).agg(
        **{f"index_excess_{n}": excess.sum(where=daily.offset < n) for n in (1, *FAIR_WINDOWS)}
    )


def figures(row: ir.Table) -> dict[str, ir.Value]:
    """The features of this family (and the fair twin of recency) from one row of totals and measures."""
    monthly = row.monthly_spend
    return {
        **{f"{name}_share_365d": ratio(row[f"{name}_sales"], row.sales) for name in _MONTHS},
        "spring_festival_share_365d": ratio(row.festival_sales, row.sales),
        "seasonal_index": number(row.index_excess_1 + 1000) / 1000.0,
        "spend_30d_fair": _fair(number(row.spend_30), row, 30),
        "spend_90d_fair": _fair(number(row.spend_90), row, 90),
        "orders_90d_fair": _fair(number(row.orders_90), row, 90),
        "avg_monthly_spend_fair": ibis.cases(
            (row.span <= 30, _fair(monthly, row, 30)),
            (row.span <= 90, _fair(monthly, row, 90)),
            else_=_fair(monthly, row, 180),
        ),
        "recency_days_fair": number(row.silence) * number(_index_sum(row, 30)) / 30000.0,
    }


def _index_sum(row: ir.Table, window_days: int) -> ir.IntegerValue:
    """The seasonal index in thousandths, added over the days of the window."""
    return row[f"index_excess_{window_days}"] + window_days * 1000


def _fair(figure: ir.FloatingValue, row: ir.Table, window_days: int) -> ir.FloatingValue:
    """The figure × 1000 ÷ the day-weighted mean of the index over the window."""
    return figure * (window_days * 1000.0) / number(_index_sum(row, window_days))


def _before_spring_festival(day: ir.DateValue, moment: Moment) -> ir.BooleanValue:
    """Whether the day is one of the thirty before a Spring Festival."""
    eves = [
        (day >= ibis.literal(festival - timedelta(days=FESTIVAL_DAYS), type="date"))
        & (day < ibis.literal(festival, type="date"))
        for festival in _festivals_near(moment.day)
    ]
    return reduce(lambda a, b: a | b, eves, ibis.literal(False))


def _festivals_near(as_of: date | None) -> list[date]:
    """The festivals whose eve can lie in the year before ``as_of``; all of them where the day is a column."""
    if as_of is None:
        return list(SPRING_FESTIVAL.values())
    return [f for f in SPRING_FESTIVAL.values() if -FESTIVAL_DAYS <= (as_of - f).days < 365]
