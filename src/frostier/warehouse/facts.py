"""How order lines become day facts: expressions from clean records to the tables in :mod:`warehouse.tables`.

Lines are read once into two intermediates, ``order_category`` and ``customer_sku_day``; everything else is a
roll-up of these. All sums are over decimals and integers, so any engine and any order of rows gives the same bits.
A customer's facts depend on that customer's lines alone, so any set of customers can be computed by itself.
"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr import types as ir

from frostier.warehouse import tables

DIGITAL_CHANNELS = ("app", "mini_program", "edi")
SPICY_LEVELS = ("medium", "hot")
SHORT_LIFE_DAYS = 30
NEW_SKU_DAYS = 90
NIGHT_FROM, NIGHT_UNTIL = 21, 5
MORNING_UNTIL = 11

_NEUTRAL_INDEX = 1000
_LOWEST_INDEX, _HIGHEST_INDEX = 200, 5000


def order_category(lines: ir.Table, sku: ir.Table) -> ir.Table:
    """Order lines folded to customer × day × order × category (``tables.ORDER_CATEGORY``)."""
    known = lines.filter(lines.customer_key.notnull() & (lines.line_kind != "cancelled"))
    t = known.join(sku.select("sku_key", "category"), "sku_key")
    sale, returned = t.line_kind == "sale", t.line_kind == "return"
    goods = sale | returned
    folded = t.group_by(t.customer_key, t.order_day.name("day"), t.order_key, t.category).aggregate(
        sale_lines=sale.sum(),
        return_lines=returned.sum(),
        quantity=_total(t.quantity, goods),
        sale_amount=_total(t.net_amount, sale),
        return_amount=-_total(t.net_amount, returned),
        discount_amount=_total(t.discount_amount, sale),
        promotion_amount=_total(t.net_amount, sale & t.promotion_code.notnull()),
        costed_amount=_total(t.net_amount, goods & t.cost_amount.notnull()),
        cost_amount=_total(t.cost_amount, goods),
        service_amount=_total(t.net_amount, t.line_kind == "service"),
        order_channel=t.order_channel.min(),
        order_hour=t.order_hour.min(),
        requested_on=t.requested_on.min(),
    )
    return _as(folded, tables.ORDER_CATEGORY)


def customer_sku_day(lines: ir.Table) -> ir.Table:
    """Goods sold per customer × SKU × day (``tables.FACT_CUSTOMER_SKU_DAY``)."""
    sold = lines.filter(lines.customer_key.notnull() & (lines.line_kind == "sale"))
    folded = sold.group_by(sold.customer_key, sold.sku_key, sold.order_day.name("day")).aggregate(
        quantity=sold.quantity.sum(), sale_amount=sold.net_amount.sum()
    )
    return _as(folded, tables.FACT_CUSTOMER_SKU_DAY)


def customer_category_day(parts: ir.Table) -> ir.Table:
    """Goods per customer × category × day, from ``order_category`` (``tables.FACT_CUSTOMER_CATEGORY_DAY``)."""
    goods = parts.filter((parts.sale_lines > 0) | (parts.return_lines > 0))
    folded = goods.group_by("customer_key", "category", "day").aggregate(
        sale_amount=goods.sale_amount.sum(),
        net_amount=goods.sale_amount.sum() - goods.return_amount.sum(),
        quantity=goods.quantity.sum(),
        orders=(goods.sale_lines > 0).sum(),
    )
    return _as(folded, tables.FACT_CUSTOMER_CATEGORY_DAY)


def customer_channel_day(parts: ir.Table) -> ir.Table:
    """Orders per customer × channel × day, from ``order_category`` (``tables.FACT_CUSTOMER_CHANNEL_DAY``)."""
    orders = _orders(parts)
    sold = orders.filter(orders.sale_lines > 0)
    channel = sold.order_channel.fill_null("other")
    folded = sold.group_by("customer_key", channel.name("order_channel"), "day").aggregate(
        orders=sold.count(), sale_amount=sold.sale_amount.sum()
    )
    return _as(folded, tables.FACT_CUSTOMER_CHANNEL_DAY)


def customer_day(parts: ir.Table, sku_day: ir.Table, sku: ir.Table) -> ir.Table:
    """Everything of one customer on one day (``tables.FACT_CUSTOMER_DAY``), from the two intermediates."""
    day = _day_of_orders(_orders(parts))
    by_sku, by_category = _day_of_skus(sku_day, sku), _day_of_categories(parts)
    grain = ["customer_key", "day"]
    joined = day.left_join(by_sku, grain).drop("customer_key_right", "day_right")
    joined = joined.left_join(by_category, grain).drop("customer_key_right", "day_right")
    counted = joined.mutate(net_amount=joined.sale_amount - joined.return_amount)
    return _as(counted, tables.FACT_CUSTOMER_DAY, absent=0)


def receivable(payments: ir.Table) -> ir.Table:
    """Receivables with their rules applied (``tables.FACT_RECEIVABLE``).

    Without a due day it is the issue day plus the customer's credit days (none: due at once); without a paid
    amount a receivable with a paid day is paid in full.
    """
    due = payments.due_on.fill_null(payments.issued_on + payments.credit_days.fill_null(0).as_interval("D"))
    paid_in_full = payments.paid_on.notnull().ifelse(payments.amount, ibis.literal(0).cast(tables.MONEY))
    known = payments.mutate(due_on=due.cast("date"), paid_amount=payments.paid_amount.fill_null(paid_in_full))
    return _as(known.filter(known.customer_key.notnull()), tables.FACT_RECEIVABLE)


def type_season(day: ir.Table, customer: ir.Table) -> ir.Table:
    """The seasonal index of each customer type (``tables.FACT_TYPE_SEASON``).

    With 24 whole months or more, sales of a month over the centred mean of the twelve months around it (half weight
    for the first and the last of thirteen), so that growth is not taken for season; with 12 to 23, over the mean of
    all months. Source: the classical ratio-to-moving-average decomposition (W. M. Persons, 1919).
    """
    span = _whole_months(day)
    monthly = _monthly_sales(day, customer, span)
    valid = (monthly.number - 6 >= monthly.first) & (monthly.number + 6 < monthly.end)
    folded = monthly.group_by("customer_type", (monthly.number % 12 + 1).cast("int32").name("month")).aggregate(
        amount=monthly.amount.sum(),
        months=monthly.count(),
        centred_amount=(monthly.amount * 24).sum(where=valid),
        centred_base=monthly.around.sum(where=valid),
    )
    total = monthly.group_by("customer_type").aggregate(total=monthly.amount.sum(), span=monthly.count())
    grid = customer.select("customer_type").distinct().cross_join(_months())
    filled = grid.left_join(folded, ["customer_type", "month"]).drop("customer_type_right", "month_right")
    filled = filled.left_join(total, "customer_type").drop("customer_type_right")
    return _as(filled.mutate(index_per_mille=_season_index(filled)), tables.FACT_TYPE_SEASON)


# ── parts of the day ────────────────────────────────────────────────────────────────────────────────────────────

_SUMMED = (
    "sale_lines", "return_lines", "sale_amount", "return_amount", "discount_amount", "promotion_amount",
    "costed_amount", "cost_amount", "service_amount",
)  # fmt: skip


def _orders(parts: ir.Table) -> ir.Table:
    """``order_category`` folded to customer × day × order."""
    return parts.group_by("customer_key", "day", "order_key").aggregate(
        **{name: parts[name].sum() for name in _SUMMED},
        order_channel=parts.order_channel.min(),
        order_hour=parts.order_hour.min(),
        requested_on=parts.requested_on.min(),
    )


def _day_of_orders(orders: ir.Table) -> ir.Table:
    sold, hour = orders.sale_lines > 0, orders.order_hour
    night = (hour >= NIGHT_FROM) | (hour < NIGHT_UNTIL)
    morning = (hour >= NIGHT_UNTIL) & (hour < MORNING_UNTIL)
    return orders.group_by("customer_key", "day").aggregate(
        **{name: orders[name].sum() for name in _SUMMED},
        orders=_how_many(sold),
        max_order_amount=orders.sale_amount.max(where=sold),
        digital_orders=_how_many(sold & orders.order_channel.isin(DIGITAL_CHANNELS)),
        night_orders=_how_many(sold & night),
        morning_orders=_how_many(sold & morning),
        timed_orders=_how_many(sold & hour.notnull()),
        rush_orders=_how_many(sold & (orders.requested_on == orders.day)),
    )


def _day_of_skus(sku_day: ir.Table, sku: ir.Table) -> ir.Table:
    t = sku_day.join(sku.drop("category"), "sku_key")
    age = t.day.delta(t.launched_on, unit="day")
    amount: Callable[[ir.BooleanValue], ir.DecimalScalar] = lambda where: _total(t.sale_amount, where)  # noqa: E731
    return t.group_by("customer_key", "day").aggregate(
        skus=t.count(),
        frozen_amount=amount(t.storage == "frozen"),
        chilled_amount=amount(t.storage == "chilled"),
        hotpot_amount=amount(t.is_hotpot_item),
        spicy_amount=amount(t.spice_level.isin(SPICY_LEVELS)),
        own_brand_amount=amount(t.is_own_brand),
        short_life_amount=amount(t.shelf_life_days <= SHORT_LIFE_DAYS),
        new_sku_amount=amount((age >= 0) & (age < NEW_SKU_DAYS)),
    )


def _day_of_categories(parts: ir.Table) -> ir.Table:
    sold = parts.filter(parts.sale_lines > 0).select("customer_key", "day", "category").distinct()
    return sold.group_by("customer_key", "day").aggregate(categories=sold.count())


# ── parts of the season ─────────────────────────────────────────────────────────────────────────────────────────


def _month_number(day: ir.DateValue) -> ir.IntegerValue:
    """Months since year 0, so that months can be counted."""
    return day.year() * 12 + day.month() - 1


def _whole_months(day: ir.Table) -> ir.Table:
    """One row: the first whole month of the data and the one after the last, as month numbers."""
    ends = day.aggregate(first_day=day.day.min(), last_day=day.day.max())
    after = ends.last_day + ibis.interval(days=1)
    started = (ends.first_day.day() == 1).ifelse(0, 1)
    return ends.select(
        first=(_month_number(ends.first_day) + started).cast("int64"),
        end=_month_number(after.cast("date")).cast("int64"),
    )


def _months() -> ir.Table:
    return ibis.range(1, 13).unnest().cast("int32").name("month").as_table()


def _monthly_sales(day: ir.Table, customer: ir.Table, span: ir.Table) -> ir.Table:
    """One row per customer type × whole month: number, amount (0 without sales), and the weighted sum around it."""
    typed = day.join(customer.select("customer_key", "customer_type"), "customer_key")
    sold = typed.group_by("customer_type", _month_number(typed.day).cast("int64").name("number")).aggregate(
        amount=typed.sale_amount.sum()
    )
    numbers = span.mutate(number=ibis.range(span.first, span.end).unnest())
    every = customer.select("customer_type").distinct().cross_join(numbers)
    amounts = every.left_join(sold, ["customer_type", "number"]).drop("customer_type_right", "number_right")
    amounts = amounts.mutate(amount=amounts.amount.fill_null(0).cast(tables.SUM_MONEY))
    inner = ibis.window(group_by="customer_type", order_by="number", preceding=5, following=5)
    outer = ibis.window(group_by="customer_type", order_by="number", preceding=6, following=6)
    return amounts.mutate(around=amounts.amount.sum().over(inner) + amounts.amount.sum().over(outer))


def _season_index(t: ir.Table) -> ir.IntegerValue:
    centred = _ratio(t.centred_amount, t.centred_base)
    plain = _ratio(t.amount * t.span, t.total * t.months)
    known = (t.span >= 12) & (t.total > 0)
    ratio = centred.fill_null(plain) * _NEUTRAL_INDEX
    bounded = ratio.round().clip(_LOWEST_INDEX, _HIGHEST_INDEX).cast("int64")
    return known.ifelse(bounded, _NEUTRAL_INDEX).fill_null(_NEUTRAL_INDEX)


def _ratio(above: ir.DecimalValue, below: ir.DecimalValue) -> ir.FloatingValue:
    return above.cast("float64") / below.nullif(0).cast("float64")


# ── shared ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _total(amount: ir.DecimalColumn, where: ir.BooleanValue) -> ir.DecimalScalar:
    return amount.sum(where=where).fill_null(0)


def _how_many(where: ir.BooleanColumn) -> ir.IntegerScalar:
    return where.fill_null(False).sum()


def _as(table: ir.Table, schema: ibis.Schema, *, absent: int | None = None) -> ir.Table:
    """The table with exactly the columns and types of the schema; ``absent`` stands for NULL outside the grain."""
    columns = {}
    for name, kind in schema.items():
        column = table[name]
        if absent is not None and (kind.is_decimal() or kind.is_integer()):
            column = column.fill_null(absent)
        columns[name] = column.cast(kind)
    return table.select(**columns)
