"""What events make of published facts: the rows of the orders and receivables that they touched.

Published facts are laid out anew with a grading. Until then these rows take the place of theirs (``overlay``), by the
very queries that lay the facts out. They are kept with the position at which they were written, so that a killed
evaluation finds them again.
"""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from frostier.engines.duckdb.facts import appended_receivables
from frostier.engines.duckdb.running import columns_of
from frostier.engines.duckdb.schema import LIVE_FACTS, clean_order_lines
from frostier.engines.duckdb.serving import customer_orders

_RECORDS = "(SELECT record_key, customer_key FROM customer_of_record WHERE record_key IN (SELECT record_key FROM live_touched_line))"
_LINES = f"""(
    SELECT l.*, coalesce(s.category, 'other') AS category FROM ({clean_order_lines("live_touched_line", _RECORDS)}) l
    LEFT JOIN dim_sku s USING (sku_key))"""


def set_orders_apart(connection: duckdb.DuckDBPyConnection, imported: Sequence[int]) -> None:
    """Keep which orders have just taken their place, and all of their lines, until the customers are settled.

    Of those that an import may hold (``imported``) there may be lines which no event names.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE live_touched_order AS SELECT order_key FROM live_key")
    connection.execute("CREATE OR REPLACE TEMP TABLE live_touched_line AS FROM live_come")
    if imported:
        keys = [list(imported)]
        connection.execute("DELETE FROM live_touched_line WHERE order_key IN (SELECT unnest(?::UBIGINT[]))", keys)
        connection.execute(
            "INSERT INTO live_touched_line BY NAME FROM order_line WHERE order_key IN (SELECT unnest(?::UBIGINT[]))",
            keys,
        )


def note_orders(connection: duckdb.DuckDBPyConnection, position: int) -> None:
    """Keep what is left of the orders set apart, each as it is published."""
    connection.execute("DELETE FROM live_customer_order WHERE fact_key IN (SELECT order_key FROM live_touched_order)")
    connection.execute(f"""
        INSERT INTO live_customer_order BY NAME
        SELECT {position} AS position, k.order_key AS fact_key, o.order_id IS NULL AS live_gone, o.*
        FROM live_touched_order k LEFT JOIN ({customer_orders(_LINES)}) o ON hash(o.source, o.order_id) = k.order_key""")


def note_receivables(connection: duckdb.DuckDBPyConnection, position: int) -> None:
    """Keep what is left of the receivables that were appended last and of those that left, each as it is published."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE live_touched_receivable AS
        SELECT DISTINCT hash(customer_key, receivable_id) AS fact_key FROM (
            SELECT customer_key, receivable_id FROM live_payment
            UNION ALL
            SELECT customer_key, receivable_id FROM live_left JOIN live_debtor_code USING (source, customer_code))""")
    connection.execute("DELETE FROM live_receivable WHERE fact_key IN (SELECT fact_key FROM live_touched_receivable)")
    connection.execute(f"""
        INSERT INTO live_receivable BY NAME
        SELECT {position} AS position, k.fact_key, r.receivable_id IS NULL AS live_gone, r.*
        FROM live_touched_receivable k LEFT JOIN (
            SELECT f.*, p.order_id FROM ({appended_receivables()}) f LEFT JOIN (
                SELECT customer_key, receivable_id, min(order_id) AS order_id FROM live_payment GROUP BY ALL) p
            USING (customer_key, receivable_id)) r
        ON hash(r.customer_key, r.receivable_id) = k.fact_key""")


def noted_after(connection: duckdb.DuckDBPyConnection, position: int) -> Mapping[str, pa.Table]:
    """The rows that were kept after a position, by the table of published facts that they belong to."""
    found = {
        table.removeprefix("live_"): columns_of(
            connection,
            f"SELECT * EXCLUDE (position), true AS is_live FROM {table} WHERE position > {position} ORDER BY fact_key",
        )
        for table in LIVE_FACTS
    }
    return {table: rows for table, rows in found.items() if rows.num_rows}


def forget_noted(connection: duckdb.DuckDBPyConnection, position: int) -> None:
    """Published facts have by now what was kept up to a position."""
    for table in LIVE_FACTS:
        connection.execute(f"DELETE FROM {table} WHERE position <= ?", [position])
