"""The feature table: one row per customer as of a day, one column per declared attribute and feature.

Each stored table is read once (customer days twice: the last 365 days in full, the whole history for a few
columns), folded to one row of exact totals per customer, and joined. Everything after that is arithmetic within
the row.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import ibis
from ibis.expr import types as ir

from frostier.features import basket, cadence, channel, credit, price, recency, season, service, value
from frostier.features.catalogue import ATTRIBUTES, FEATURES, DataType
from frostier.features.moment import Moment
from frostier.warehouse.tables import SUM_MONEY, Facts

COLUMN_TYPE: dict[DataType, str] = {
    "int": "int64",
    "decimal": SUM_MONEY,
    "float": "float64",
    "bool": "boolean",
    "text": "string",
    "date": "date",
}

YEAR = 365

_OF_A_YEAR = ("customer_category_day", "customer_sku_day", "customer_channel_day")
"""Facts of which nothing older is read."""


def feature_table(facts: Facts, as_of: date) -> ir.Table:
    """Every attribute and feature of every customer as of the end of a day; grain customer.

    Columns: the ids of ``ATTRIBUTES``, then those of ``FEATURES``, typed by ``COLUMN_TYPE``. For a few customers see
    :func:`facts_of`.
    """
    return _figures(facts, Moment(day=as_of)).select(*_columns())


def facts_of(facts: Facts, only: ir.Table, as_of: date) -> Facts:
    """The facts that :func:`feature_table` reads of some customers; ``only`` is a table with ``customer_key``.

    The same figures come of them; kept in tables of their own they are few rows.
    """
    cut, first = _restricted(facts, only), ibis.literal(as_of - timedelta(days=YEAR), type="date")
    lately = {name: (table := getattr(cut, name)).filter(table.day > first) for name in _OF_A_YEAR}
    return replace(cut, **lately)


def projected_features(facts: Facts, customers: ir.Table, days: ir.Table) -> ir.Table:
    """The features that few customers will have (or had) on each of many days if nothing more is ordered or paid.

    ``customers`` has ``customer_key``, ``days`` has ``as_of``. Grain: customer × as_of; columns: ``as_of``, then
    those of :func:`feature_table`. The rows of a day equal the feature table of that day.
    """
    cut = _restricted(facts, customers)
    # Of every day all types would be added up, which takes longer than everything about the customers themselves.
    theirs = replace(cut, type_season=cut.type_season.semi_join(cut.customer, "customer_type"))
    return _figures(theirs, Moment(days=days)).select("as_of", *_columns())


def _columns() -> list[str]:
    return [field.id for field in (*ATTRIBUTES, *FEATURES)]


def _restricted(facts: Facts, only: ir.Table) -> Facts:
    """The same facts, cut to some customers before anything is added up."""
    cut = {
        f.name: table.semi_join(only, "customer_key")
        for f in fields(facts)
        if "customer_key" in (table := getattr(facts, f.name)).columns
    }
    return replace(facts, **cut)


@dataclass(frozen=True, slots=True)
class _Totals:
    """Exact totals to be joined to the customers on ``keys``."""

    name: str
    keys: tuple[str, ...]
    table: ir.Table

    @property
    def columns(self) -> list[str]:
        return [c for c in self.table.columns if c not in self.keys]


def _figures(facts: Facts, moment: Moment) -> ir.Table:
    """Customers (× as-of days) with every feature, each cast to its declared type."""
    row = _measured(_totals_by_customer(facts, moment), moment)
    figures = {
        **recency.figures(row, moment),
        **value.figures(row),
        **value.potential(row),
        **cadence.figures(row),
        **basket.figures(row),
        **season.figures(row),
        **channel.figures(row),
        **price.figures(row),
        **credit.figures(row),
        **service.figures(row),
    }
    typed = {f.id: figures[f.id].cast(COLUMN_TYPE[f.dtype]) for f in FEATURES}
    return row.select(*moment.keys, *[a.id for a in ATTRIBUTES], **typed)


def _measured(row: ir.Table, moment: Moment) -> ir.Table:
    """The totals with what several figures share, so that the query says (and the engine does) it once."""
    row = row.mutate(
        **recency.measures(row, moment), **value.measures(row), **basket.measures(row), **channel.measures(row)
    )
    row = row.mutate(**cadence.measures(row))
    return row.mutate(**cadence.cycle(row), **value.monthly(row))


def _totals_by_customer(facts: Facts, moment: Moment) -> ir.Table:
    """Customers (× as-of days) with all totals; a number that nothing adds up to is 0, a day that never was is NULL."""
    customers = moment.spread(facts.customer)
    parts = _totals(facts, moment)
    joined = customers
    for part in parts:
        joined = joined.left_join(part.table, list(part.keys), rname=f"{part.name}_{{name}}")
    totals = {c: _zero_if_absent(joined[c]) for part in parts for c in part.columns}
    return joined.select(*customers.columns, **totals)


def _zero_if_absent(total: ir.Value) -> ir.Value:
    if not total.type().is_numeric():
        return total
    return ibis.coalesce(total, ibis.literal(0).cast(total.type()))


def _totals(facts: Facts, moment: Moment) -> tuple[_Totals, ...]:
    keys = moment.keys
    days = facts.customer_day
    # Named afresh for the gaps: a shared subquery would be stored with all its columns before it is read twice.
    bought = moment.seen(days.filter(days.orders > 0).select("customer_key", "day"), "day", within=YEAR)
    categories = moment.seen(facts.customer_category_day, "day", within=YEAR)
    skus = moment.seen(facts.customer_sku_day, "day", within=YEAR)
    channels = moment.seen(facts.customer_channel_day, "day", within=YEAR)
    issued = moment.seen(facts.receivable, "issued_on")
    return (
        _Totals("lifetime", keys, _lifetime(facts, moment)),
        _Totals("year", keys, _year(moment.seen(days, "day", within=YEAR), moment)),
        _Totals("gaps", keys, cadence.gaps(bought, keys)),
        _Totals("categories", keys, basket.categories(categories, keys)),
        _Totals("skus", keys, basket.skus(skus, keys)),
        _Totals("channels", keys, channel.channels(channels, keys)),
        _Totals("receivables", keys, credit.receivables(issued, moment)),
        _Totals("index", ("customer_type", *keys[1:]), season.type_index(facts.type_season, moment)),
    )


def _lifetime(facts: Facts, moment: Moment) -> ir.Table:
    days = moment.seen(facts.customer_day, "day")
    return days.group_by(moment.keys).agg(**recency.lifetime(days), **cadence.lifetime(days), **value.lifetime(days))


def _year(seen: ir.Table, moment: Moment) -> ir.Table:
    days = seen.mutate(block=seen.age // cadence.BLOCK_DAYS)
    return days.group_by(moment.keys).agg(
        **value.year(days),
        **cadence.year(days),
        **basket.year(days),
        **season.year(days, moment),
        **channel.year(days),
        **price.year(days),
    )
