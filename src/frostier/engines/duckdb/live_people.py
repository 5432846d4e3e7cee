"""Customers and articles that events name first, and those that nothing names any more.

What is done here for the touched alone is what ``resolve_identity``, ``rebuild_customers`` and ``rebuild_skus`` would
give for all: a code without a master record is linked to no other, so nobody else's identity changes.
"""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from frostier.engines.duckdb.articles import rewrite_skus
from frostier.engines.duckdb.connection import rows_changed
from frostier.engines.duckdb.identity import customer_id_sql
from frostier.engines.duckdb.schema import sql_types
from frostier.warehouse.regions import climate_zone, sales_region
from frostier.warehouse.tables import DIM_CUSTOMER


def add_provisional(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Make customers of those of ``live_record`` that are none yet; their ids."""
    new = rows_changed(
        connection,
        """
        CREATE OR REPLACE TEMP TABLE live_new AS
        SELECT record_key, source, customer_code FROM customer_record
        WHERE record_key IN (SELECT record_key FROM live_record ANTI JOIN customer_of_record USING (record_key))
          AND (record_key IN (SELECT record_key FROM live_current)
               OR (source, customer_code) IN (SELECT (source, customer_code) FROM live_current_debtor))""",
    )
    if not new:
        return []
    connection.execute("INSERT INTO customer_of_record SELECT record_key, record_key FROM live_new")
    own = {
        "customer_key": "n.record_key",
        "customer_id": customer_id_sql("n.source", "n.customer_code"),
        "customer_name": "n.customer_code",
        "customer_type": "'other'",
        "account_level": "'shop'",
        "sales_region": "?",
        "climate_zone": "?",
        "has_phone": "false",
        "has_tax_id": "false",
        "has_decision_maker": "coalesce(k.has_decision_maker, false)",
        "contacts": "coalesce(k.contacts, 0)",
        "chain_shops": "1",
        "is_provisional": "true",
        "sources": "1",
    }
    columns = ", ".join(f"CAST({own.get(c, 'NULL')} AS {kind}) AS {c}" for c, kind in sql_types(DIM_CUSTOMER).items())
    rows = connection.execute(
        f"""
        INSERT INTO dim_customer SELECT {columns} FROM live_new n
        LEFT JOIN (SELECT source, customer_code, count(*) AS contacts, bool_or(is_decision_maker) AS has_decision_maker
                   FROM clean_contact SEMI JOIN live_new USING (source, customer_code) GROUP BY ALL) k USING (source, customer_code)
        ORDER BY n.record_key RETURNING customer_id""",
        [sales_region(None, None), climate_zone(None, None)],
    ).fetchall()
    return [str(id) for (id,) in rows]


def remove_unused(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Remove customers of ``live_record`` that neither a master record nor an order or receivable names; their ids."""
    doubtful = rows_changed(
        connection,
        """
        CREATE OR REPLACE TEMP TABLE live_doubtful AS
        SELECT record_key, source, customer_code FROM customer_record
        WHERE record_key IN (SELECT record_key FROM live_record ANTI JOIN live_current USING (record_key))""",
    )
    if not doubtful:
        return []
    connection.execute(
        "DELETE FROM live_doubtful WHERE (source, customer_code) IN (SELECT (source, customer_code) FROM live_current_debtor)"
    )
    unknown = rows_changed(
        connection,
        "CREATE OR REPLACE TEMP TABLE live_unknown AS FROM live_doubtful ANTI JOIN clean_customer USING (source, customer_code)",
    )
    if not unknown:
        return []
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE live_gone AS
        SELECT record_key FROM live_unknown
        WHERE record_key NOT IN (SELECT record_key FROM order_line WHERE record_key IN (SELECT record_key FROM live_unknown))
          AND (source, customer_code) NOT IN (SELECT (source, customer_code) FROM clean_payment SEMI JOIN live_unknown USING (source, customer_code))""")
    connection.execute("DELETE FROM customer_of_record WHERE record_key IN (SELECT record_key FROM live_gone)")
    rows = connection.execute(
        "DELETE FROM dim_customer WHERE customer_key IN (SELECT record_key FROM live_gone) RETURNING customer_id"
    ).fetchall()
    return sorted(str(id) for (id,) in rows)


def recount_chains(connection: duckdb.DuckDBPyConnection, customer_ids: Sequence[str]) -> None:
    """Count the shops of the chains whose head office came or went; ``live_also_touched`` gets whose count changed."""
    if not customer_ids:
        return
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE live_chain AS
        SELECT coalesce(chain_id, customer_id) AS chain, count(*) AS shops FROM dim_customer
        WHERE coalesce(chain_id, customer_id) IN (SELECT unnest(?::VARCHAR[])) GROUP BY ALL""",
        [list(customer_ids)],
    )
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE live_recounted AS
        SELECT customer_key, shops FROM dim_customer d JOIN live_chain c ON coalesce(d.chain_id, d.customer_id) = c.chain
        WHERE d.chain_shops <> c.shops""")
    connection.execute(
        "UPDATE dim_customer d SET chain_shops = c.shops FROM live_recounted c WHERE d.customer_key = c.customer_key"
    )
    connection.execute(
        "INSERT INTO live_also_touched SELECT record_key FROM customer_of_record SEMI JOIN live_recounted USING (customer_key)"
    )


def settle_skus(connection: duckdb.DuckDBPyConnection) -> None:
    """Remove articles that nothing names any more; write anew those that are new or named otherwise."""
    if any_row(connection, "live_left_sku") and rows_changed(
        connection,
        """
        CREATE OR REPLACE TEMP TABLE live_lost_sku AS
        SELECT sku_key FROM live_left_sku JOIN sku_record USING (sku_key)
        ANTI JOIN live_current_sku USING (sku_key) ANTI JOIN clean_sku USING (sku_code)""",
    ):
        connection.execute("""
            DELETE FROM dim_sku WHERE sku_key IN (SELECT sku_key FROM live_lost_sku)
            AND sku_key NOT IN (SELECT sku_key FROM order_line WHERE sku_key IN (SELECT sku_key FROM live_lost_sku))""")
    new = rows_changed(
        connection,
        """
        CREATE OR REPLACE TEMP TABLE live_new_sku AS
        SELECT sku_key FROM live_current_sku ANTI JOIN dim_sku USING (sku_key)
        UNION SELECT sku_key FROM live_named_sku SEMI JOIN live_current_sku USING (sku_key)""",
    )
    if new:
        rewrite_skus(connection, "live_new_sku")


def any_row(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether the table has a row."""
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
