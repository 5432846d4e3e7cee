"""Small companies: generated facts of a few customers, and DuckDB to run expressions over them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from hypothesis import strategies as st
from tests.features.plain import PlainFacts, Row

from frostier.sources.choices import CATEGORIES, ORDER_CHANNELS
from frostier.warehouse import tables
from frostier.warehouse.tables import Facts, stored_facts

FACTS: Facts = stored_facts()

_SCHEMAS = {
    "dim_customer": tables.DIM_CUSTOMER,
    "fact_customer_day": tables.FACT_CUSTOMER_DAY,
    "fact_customer_category_day": tables.FACT_CUSTOMER_CATEGORY_DAY,
    "fact_customer_sku_day": tables.FACT_CUSTOMER_SKU_DAY,
    "fact_customer_channel_day": tables.FACT_CUSTOMER_CHANNEL_DAY,
    "fact_receivable": tables.FACT_RECEIVABLE,
    "fact_type_season": tables.FACT_TYPE_SEASON,
}

_AMOUNTS = st.integers(0, 500_000).map(lambda cents: Decimal(cents) / 100)
_SIGNED = st.integers(-50_000, 500_000).map(lambda cents: Decimal(cents) / 100)
_FLAGS = st.sampled_from([True, False, None])


def compiled(expression: ibis.Table) -> str:
    """The expression as DuckDB reads it; compiling is the dear part, so tests do it once."""
    return str(ibis.to_sql(expression, dialect="duckdb"))


def run(sql: str, facts: PlainFacts, **tables_at_hand: tuple[ibis.Schema, list[Row]]) -> list[Row]:
    """The rows of a compiled expression over the facts, and over further named tables."""
    named = {
        "dim_customer": facts.customer,
        "fact_customer_day": facts.customer_day,
        "fact_customer_category_day": facts.customer_category_day,
        "fact_customer_sku_day": facts.customer_sku_day,
        "fact_customer_channel_day": facts.customer_channel_day,
        "fact_receivable": facts.receivable,
        "fact_type_season": facts.type_season,
    }
    with duckdb.connect() as con:
        con.execute("SET threads = 1; SET disabled_optimizers = 'join_order'")  # tiny tables: planning is the cost
        for name, rows in named.items():
            con.register(name, pa.Table.from_pylist(rows, schema=_SCHEMAS[name].to_pyarrow()))
        for name, (schema, rows) in tables_at_hand.items():
            con.register(name, pa.Table.from_pylist(rows, schema=schema.to_pyarrow()))
        result = con.sql(sql)
        columns = list(result.columns)
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


def customer(key: int, **known: Any) -> Row:
    """A customer record of which only the given fields are known."""
    blank: Row = dict.fromkeys(tables.DIM_CUSTOMER.names)
    required: Row = {
        "customer_key": key,
        "customer_id": f"C{key}",
        "customer_name": f"店{key}",
        "customer_type": "hotpot_shop",
        "sales_region": "chengdu",
        "climate_zone": "humid_basin",
        "chain_shops": 1,
        "contacts": 0,
        "has_phone": False,
        "has_tax_id": False,
        "has_decision_maker": False,
        "is_provisional": False,
        "sources": 1,
    }
    return {**blank, **required, **known}


def customer_day(key: int, day: date, *, orders: int = 1, amount: str = "100.00", **more: Any) -> Row:
    """One day of plain sales at one amount, changed where ``more`` says so."""
    sold = Decimal(amount)
    zero: Row = {
        name: Decimal(0) if dtype.is_decimal() else 0
        for name, dtype in tables.FACT_CUSTOMER_DAY.items()
        if dtype.is_numeric()
    }
    sales: Row = {"sale_amount": sold, "net_amount": sold, "max_order_amount": sold, "orders": orders}
    return {**zero, **sales, "sale_lines": orders, "customer_key": key, "day": day, **more}


def company(customers: list[Row], days: list[Row], **more: list[Row]) -> PlainFacts:
    """Facts of a few customers, empty where nothing is given."""
    empty: dict[str, list[Row]] = {
        "customer_category_day": [],
        "customer_sku_day": [],
        "customer_channel_day": [],
        "receivable": [],
        "type_season": [],
    }
    return PlainFacts(customer=customers, customer_day=days, **{**empty, **more})


@st.composite
def companies(draw: st.DrawFn, around: date) -> PlainFacts:
    """Two to five customers with a handful of facts each, in the two years around a day, a few lying after it."""
    keys = range(1, draw(st.integers(2, 5)) + 1)
    ages = st.one_of(st.integers(-20, 40), st.integers(-5, 800), st.sampled_from([0, 6, 7, 29, 30, 89, 90, 364, 365]))
    days = ages.map(lambda age: around - timedelta(days=age))
    maybe_day = st.none() | days
    facts = company([draw(_customers(key, maybe_day)) for key in keys], [])
    for key in keys:
        facts.customer_day.extend(draw(_day_rows(key, days)))
        facts.customer_category_day.extend(
            {"customer_key": key, "category": name, "day": day, "sale_amount": sold, "net_amount": sold,
             "quantity": Decimal(1), "orders": 1}
            for (name, day), sold in draw(_by(st.sampled_from([c.value for c in CATEGORIES]), days, _AMOUNTS))
        )  # fmt: skip
        facts.customer_sku_day.extend(
            {"customer_key": key, "sku_key": sku, "day": day, "quantity": Decimal(1), "sale_amount": sold}
            for (sku, day), sold in draw(_by(st.integers(1, 3), days, _AMOUNTS))
        )
        facts.customer_channel_day.extend(
            {"customer_key": key, "order_channel": name, "day": day, "orders": orders, "sale_amount": Decimal(1)}
            for (name, day), orders in draw(
                _by(st.sampled_from([*(c.value for c in ORDER_CHANNELS), None]), days, st.integers(1, 3))
            )
        )
        facts.receivable.extend(draw(st.lists(_receivables(key, days, maybe_day), max_size=5)))
    season = st.dictionaries(st.integers(1, 12), st.integers(200, 5000), max_size=12)
    facts.type_season.extend(
        {"customer_type": "hotpot_shop", "month": month, "index_per_mille": index}
        for month, index in draw(season).items()
    )
    return facts


def _by(names: st.SearchStrategy[Any], days: st.SearchStrategy[date], values: st.SearchStrategy[Any]) -> Any:
    return st.dictionaries(st.tuples(names, days), values, max_size=8).map(lambda found: list(found.items()))


@st.composite
def _customers(draw: st.DrawFn, key: int, maybe_day: st.SearchStrategy[date | None]) -> Row:
    flags = ("needs_custom_cut", "needs_own_label", "needs_night_delivery", "needs_invoice_each", "floor_no_lift")
    return customer(
        key,
        customer_type=draw(st.sampled_from(["hotpot_shop", "canteen"])),
        opened_on=draw(maybe_day),
        contract_end_on=draw(maybe_day),
        credit_limit=draw(st.none() | _AMOUNTS),
        seats=draw(st.none() | st.integers(0, 200)),
        freezer_m3=draw(st.none() | st.integers(0, 9000).map(lambda litres: Decimal(litres) / 1000)),
        chain_shops=draw(st.integers(1, 9)),
        city=draw(st.sampled_from(["成都", None])),
        manager=draw(st.sampled_from(["王", None])),
        has_phone=draw(st.booleans()),
        min_remaining_life_pct=draw(st.none() | st.sampled_from([Decimal("0.499999"), Decimal("0.5")])),
        **{flag: draw(_FLAGS) for flag in flags},
    )


@st.composite
def _day_rows(draw: st.DrawFn, key: int, days: st.SearchStrategy[date]) -> list[Row]:
    chosen = draw(st.lists(days, unique=True, max_size=8))
    chance = Random(draw(st.integers(0, 2**16)))  # twenty draws a row would make generation the slow part
    columns = [(n, t) for n, t in tables.FACT_CUSTOMER_DAY.items() if t.is_numeric() and n != "customer_key"]
    signed = {"net_amount", "costed_amount", "cost_amount"}

    def number(name: str, exact_money: bool) -> Decimal | int:
        if exact_money:
            return Decimal(chance.randint(-50_000 if name in signed else 0, 500_000)) / 100
        return chance.randint(0, 3)

    return [
        {"customer_key": key, "day": day, **{name: number(name, t.is_decimal()) for name, t in columns}}
        for day in chosen
    ]


@st.composite
def _receivables(
    draw: st.DrawFn, key: int, days: st.SearchStrategy[date], maybe_day: st.SearchStrategy[date | None]
) -> Row:
    return {
        "customer_key": key,
        "receivable_id": "R",
        "issued_on": draw(days),
        "due_on": draw(maybe_day),
        "paid_on": draw(maybe_day),
        "amount": draw(_SIGNED),
        "paid_amount": draw(st.none() | _AMOUNTS),
    }
