"""Bringing the facts up to date: all customers in bounded portions, or only those whose records changed."""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import duckdb
import ibis

from frostier.engines.duckdb.articles import rebuild_skus
from frostier.engines.duckdb.connection import undone
from frostier.engines.duckdb.identity import rebuild_customers, resolve_identity
from frostier.engines.duckdb.schema import FACT_TABLES, sql_types
from frostier.flows.ports import Run
from frostier.warehouse import facts, tables

# So many order lines are folded at a time; this bounds the memory of the group-bys (about 2 GB).
LINES_AT_A_TIME = 25_000_000
# Beyond this share of stale customers, rewriting everything in order is cheaper than deleting and inserting.
_FULL_FROM_SHARE = 0.2

SEASON = "season"
DAY_FACTS = (
    "fact_customer_day",
    "fact_customer_category_day",
    "fact_customer_sku_day",
    "fact_customer_channel_day",
)


def refresh(
    connection: duckdb.DuckDBPyConnection, run: Run, *, full: bool = False, season: bool = True
) -> dict[str, int]:
    """Inside the caller's transaction: dimensions, then day facts of the stale customers, then what spans all.

    Without ``season`` the figures of whole populations stay as they are, and stay marked as stale.
    """
    stale = {row[0] for row in connection.execute("SELECT part FROM stale_part").fetchall()}
    if stale <= {SEASON} and not full:
        if stale and season:
            _rebuild_season(connection)
            connection.execute("DELETE FROM stale_part")
        return {"customers_refreshed": 0, "customers": _count(connection, "dim_customer")}
    rebuild_skus(connection)
    resolve_identity(connection)
    rebuild_customers(connection)
    run.checkpoint()
    _collect_stale(connection)
    touched, everyone = _count(connection, "stale_key"), _count(connection, "dim_customer")
    if full or touched > everyone * _FULL_FROM_SHARE or not _count(connection, "fact_customer_day"):
        _rebuild_all(connection, run)
        touched = everyone
    elif touched:
        _recompute_stale(connection)
    _rebuild_receivables(connection)
    connection.execute("DELETE FROM stale_customer")
    connection.execute("DELETE FROM stale_part")
    if season:
        _rebuild_season(connection)
    else:
        mark_season(connection)
    return {"customers_refreshed": touched, "customers": everyone}


def differences(connection: duckdb.DuckDBPyConnection, run: Run) -> dict[str, int]:
    """Rows per table that differ between what is stored and a full recomputation, which is then rolled back."""
    kept = {table: f"stored_{table}" for table in FACT_TABLES}
    with undone(connection):
        for table, name in kept.items():
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {table}")
        refresh(connection, run, full=True)
        return {
            table: _count(
                connection,
                f"((SELECT * FROM {table} EXCEPT ALL SELECT * FROM {name}) UNION ALL "
                f"(SELECT * FROM {name} EXCEPT ALL SELECT * FROM {table}))",
            )
            for table, name in kept.items()
        }


def mark_season(connection: duckdb.DuckDBPyConnection) -> None:
    """Note that the seasonal index is older than the sales it is made of; the next refresh renews it."""
    connection.execute(f"INSERT OR IGNORE INTO stale_part VALUES ('{SEASON}')")


def lags_behind(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether records have changed since the facts were brought up to date, the seasonal index apart."""
    return bool(_count(connection, f"(SELECT part FROM stale_part WHERE part <> '{SEASON}')"))


def _collect_stale(connection: duckdb.DuckDBPyConnection) -> None:
    """``stale_key``: customers whose day facts must be computed again, under their former and their present key."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE stale_record AS
        SELECT record_key FROM stale_customer
        UNION
        SELECT coalesce(n.record_key, f.record_key) FROM customer_of_record n FULL JOIN former_customer f USING (record_key)
        WHERE n.customer_key IS DISTINCT FROM f.customer_key""")
    if _count(connection, "changed_sku"):
        connection.execute(
            "INSERT INTO stale_record SELECT DISTINCT record_key FROM order_line SEMI JOIN changed_sku USING (sku_key) "
            "WHERE record_key IS NOT NULL"
        )
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE stale_key AS
        SELECT customer_key FROM customer_of_record SEMI JOIN stale_record USING (record_key)
        UNION
        SELECT customer_key FROM former_customer SEMI JOIN stale_record USING (record_key)""")


def _rebuild_all(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    for table in DAY_FACTS:
        columns = ", ".join(f"{name} {kind}" for name, kind in sql_types(FACT_TABLES[table]).items())
        connection.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
    for low, high in portions(connection):
        _fold(connection, f"customer_key BETWEEN {low} AND {high}")
        run.checkpoint()


def portions(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int]]:
    """Ranges of customer keys with about ``LINES_AT_A_TIME`` order lines each."""
    ranges = connection.execute(
        """SELECT min(customer_key), max(customer_key) FROM (
               SELECT customer_key, sum(lines) OVER (ORDER BY customer_key) // ? AS portion
               FROM (SELECT customer_key, count(*) AS lines FROM order_line JOIN customer_of_record USING (record_key)
                     GROUP BY customer_key))
           GROUP BY portion ORDER BY portion""",
        [LINES_AT_A_TIME],
    ).fetchall()
    yield from ranges


def _recompute_stale(connection: duckdb.DuckDBPyConnection) -> None:
    for table in DAY_FACTS:
        connection.execute(f"DELETE FROM {table} WHERE customer_key IN (SELECT customer_key FROM stale_key)")
    _fold(connection, "customer_key IN (SELECT customer_key FROM stale_key)")


def _fold(connection: duckdb.DuckDBPyConnection, which: str) -> None:
    fold_lines(connection, f"SELECT * FROM clean_order_line WHERE {which}")


def fold_lines(connection: duckdb.DuckDBPyConnection, lines: str) -> None:
    """Append the day facts of the clean order lines that the query ``lines`` gives, sorted by customer and day."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW portion_line AS {lines}")
    for statement in _foldings():
        connection.execute(statement)
    for name in _queries()["intermediate"]:
        connection.execute(f"DROP TABLE temp.{name}")


@cache
def _foldings() -> tuple[duckdb.Statement, ...]:
    """The statements that make day facts of ``portion_line``, in their order; read once, which takes as long as to plan."""
    intermediate, day = _queries()["intermediate"], _queries()["day"]
    texts = [
        *[f"CREATE OR REPLACE TEMP TABLE {name} AS {query}" for name, query in intermediate.items()],
        *[f"INSERT INTO {name} SELECT * FROM ({query}) ORDER BY customer_key, day" for name, query in day.items()],
    ]
    return tuple(duckdb.extract_statements("; ".join(texts)))


_PAYMENT_OF_CUSTOMER = """
    SELECT o.customer_key, p.* FROM clean_payment p
    JOIN customer_record r USING (source, customer_code) JOIN customer_of_record o USING (record_key)"""


def append_receivables(connection: duckdb.DuckDBPyConnection, payments: str = _PAYMENT_OF_CUSTOMER) -> None:
    """Append receivables; ``payments`` is a query of clean payments with their customer's key."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW portion_receivable AS
        SELECT customer_key, receivable_id, issued_on, due_on, c.credit_days, paid_on, amount, paid_amount
        FROM ({payments}) JOIN dim_customer c USING (customer_key)""")
    connection.execute(
        f"INSERT INTO fact_receivable SELECT * FROM ({appended_receivables()}) ORDER BY customer_key, issued_on, receivable_id"
    )


def appended_receivables() -> str:
    """The query of the receivables that were appended last."""
    return _queries()["spanning"]["fact_receivable"]


def _rebuild_receivables(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DELETE FROM fact_receivable")
    append_receivables(connection)


def _rebuild_season(connection: duckdb.DuckDBPyConnection) -> None:
    """The one fact whose rows depend on all customers."""
    connection.execute("DELETE FROM fact_type_season")
    query = _queries()["spanning"]["fact_type_season"]
    connection.execute(f"INSERT INTO fact_type_season SELECT * FROM ({query}) ORDER BY customer_type, month")


@cache
def _queries() -> dict[str, dict[str, str]]:
    """The fact expressions as DuckDB SQL, compiled once."""
    stored = tables.stored_facts()
    line = ibis.table(tables.CLEAN_ORDER_LINE, name="portion_line")
    parts = ibis.table(tables.ORDER_CATEGORY, name="portion_order_category")
    sku_day = ibis.table(tables.FACT_CUSTOMER_SKU_DAY, name="portion_sku_day")
    payment = ibis.table(tables.CLEAN_RECEIVABLE, name="portion_receivable")
    expressions = {
        "intermediate": {
            "portion_order_category": facts.order_category(line, stored.sku),
            "portion_sku_day": facts.customer_sku_day(line),
        },
        "day": {
            "fact_customer_day": facts.customer_day(parts, sku_day, stored.sku),
            "fact_customer_category_day": facts.customer_category_day(parts),
            "fact_customer_sku_day": sku_day,
            "fact_customer_channel_day": facts.customer_channel_day(parts),
        },
        "spanning": {
            "fact_receivable": facts.receivable(payment),
            "fact_type_season": facts.type_season(stored.customer_day, stored.customer),
        },
    }
    return {
        group: {name: str(ibis.to_sql(e, dialect="duckdb")) for name, e in named.items()}
        for group, named in expressions.items()
    }


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
