"""The physical tables of the warehouse file.

Every entity has a table of current versions and a table ``<name>_replaced`` of the versions that a later batch
took the place of. ``order_line`` keeps the keys of the *source records*; the view ``clean_order_line`` shows the
customer after identity resolution and the cost after the SKU master, so that neither is ever stale and undoing a
batch needs no rewriting of order lines.
"""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import ibis

from frostier.sources.records import STANDARDS
from frostier.sources.standard import DUCKDB_TYPE
from frostier.warehouse import tables

FLAGS = ("exact_duplicate", "unusual_price", "future_date", "zero_price", "unmapped_value", "sign_conflict")
FLAG_BIT = {name: 1 << n for n, name in enumerate(FLAGS)}

# ``order_key`` stands for (source, order_id) wherever orders are only grouped or matched: a number is cheaper
# than text. Within one customer and day two orders never meet in 64 bits.
ORDER_LINE_COLUMNS: dict[str, str] = {
    "batch_no": "INTEGER",
    "row_no": "BIGINT",
    "source": "VARCHAR",
    "order_id": "VARCHAR",
    "line_no": "VARCHAR",
    "order_key": "UBIGINT",
    "line_kind": "VARCHAR",
    "customer_code": "VARCHAR",
    "record_key": "INTEGER",
    "sku_code": "VARCHAR",
    "sku_key": "INTEGER",
    "ordered_at": "TIMESTAMP",
    "order_day": "DATE",
    "order_hour": "TINYINT",
    "order_channel": "VARCHAR",
    "quantity": "DECIMAL(18,3)",
    "unit_price": "DECIMAL(18,4)",
    "net_amount": "DECIMAL(18,2)",
    "discount_amount": "DECIMAL(18,2)",
    "unit_cost": "DECIMAL(18,4)",
    "promotion_code": "VARCHAR",
    "original_order_id": "VARCHAR",
    "requested_on": "DATE",
    "flags": "USMALLINT",
}


@dataclass(frozen=True, slots=True)
class StoredEntity:
    """Where one entity is kept: its table, its key columns, and all its columns with their types."""

    table: str
    key: tuple[str, ...]
    columns: dict[str, str]

    @property
    def replaced(self) -> str:
        """The table of its older versions."""
        return f"{self.table}_replaced"


def _plain(entity: str, table: str) -> StoredEntity:
    standard = STANDARDS[entity]
    own = {c.name: DUCKDB_TYPE[c.type] for c in standard.columns}
    return StoredEntity(
        table,
        ("source", *standard.key),
        {"batch_no": "INTEGER", "row_no": "BIGINT", "source": "VARCHAR", **own},
    )


ENTITIES: dict[str, StoredEntity] = {
    "orders": StoredEntity("order_line", ("source", "order_id", "line_no"), ORDER_LINE_COLUMNS),
    "customers": _plain("customers", "clean_customer"),
    "contacts": _plain("contacts", "clean_contact"),
    "skus": _plain("skus", "clean_sku"),
    "payments": _plain("payments", "clean_payment"),
}

_BOOKKEEPING = (
    # The commit mark: a batch is loaded exactly when it stands here.
    "CREATE TABLE IF NOT EXISTS loaded_batch (batch_no INTEGER PRIMARY KEY, entity VARCHAR, source VARCHAR, report VARCHAR)",
    # Inner numbers of what the sources call by code. They never leave the warehouse.
    "CREATE TABLE IF NOT EXISTS customer_record (record_key INTEGER, source VARCHAR, customer_code VARCHAR)",
    "CREATE TABLE IF NOT EXISTS sku_record (sku_key INTEGER, sku_code VARCHAR)",
    # The name that an order file gives an article, for articles without a master record.
    "CREATE TABLE IF NOT EXISTS order_sku_name (batch_no INTEGER, sku_code VARCHAR, sku_name VARCHAR)",
    # Which customer a source record belongs to.
    "CREATE TABLE IF NOT EXISTS customer_of_record (record_key INTEGER, customer_key INTEGER)",
    # Why two source records are one customer.
    "CREATE TABLE IF NOT EXISTS identity_link (record_key INTEGER, joined_key INTEGER, rule VARCHAR)",
    # Source records whose facts are older than the clean records.
    "CREATE TABLE IF NOT EXISTS stale_customer (record_key INTEGER)",
    # What else the facts lag behind: 'orders', 'customers', 'skus', 'payments', or 'season' alone after live loads.
    "CREATE TABLE IF NOT EXISTS stale_part (part VARCHAR PRIMARY KEY)",
    # The batches that records of events belong to; they grow.
    "CREATE TABLE IF NOT EXISTS live_batch (batch_no INTEGER PRIMARY KEY)",
    # The number of the last event whose records are loaded: one row, or none before the first.
    "CREATE TABLE IF NOT EXISTS live_position (position BIGINT)",
    # Source records that events touched, with the position at which they last did.
    "CREATE TABLE IF NOT EXISTS live_touched (position BIGINT, record_key INTEGER)",
    # Customers that went with their last record, with the position at which they did.
    "CREATE TABLE IF NOT EXISTS live_gone_customer (position BIGINT, customer_id VARCHAR)",
)

# Rows of published facts that events made others of, with the position at which they last did: by what is published
# (the key stands for it), marked where nothing of it is left.
LIVE_FACTS: dict[str, ibis.Schema] = {
    f"live_{table}": ibis.schema(
        {"position": "int64", "fact_key": "uint64", "live_gone": "boolean", **tables.PUBLISHED_FACTS[table]}
    )
    for table in ("customer_order", "receivable")
}

_CLEAN_ORDER_LINE = f"""
SELECT l.batch_no, l.row_no, l.source, l.order_id, l.line_no, l.order_key, l.line_kind, l.customer_code,
       r.customer_key, l.sku_code, l.sku_key, l.ordered_at, l.order_day, l.order_hour, l.order_channel, l.quantity,
       l.unit_price, l.net_amount, l.discount_amount,
       CASE WHEN abs(l.quantity) < 10000 -- the product fits 18 digits, which is three times as fast
            THEN CAST(l.quantity * coalesce(l.unit_cost, s.unit_cost) AS DECIMAL(18,2))
            ELSE CAST(CAST(l.quantity AS DECIMAL(38,3)) * coalesce(l.unit_cost, s.unit_cost) AS DECIMAL(18,2))
       END AS cost_amount,
       l.promotion_code, l.original_order_id, l.requested_on,
       list_filter([{", ".join(f"CASE WHEN l.flags & {bit} > 0 THEN '{name}' END" for name, bit in FLAG_BIT.items())}],
                   lambda f: f IS NOT NULL) AS flags
FROM {{lines}} l
LEFT JOIN {{records}} r USING (record_key)
LEFT JOIN dim_sku s USING (sku_key)
"""

FACT_TABLES: dict[str, ibis.Schema] = {
    "dim_customer": tables.DIM_CUSTOMER,
    "dim_sku": tables.DIM_SKU,
    "fact_customer_day": tables.FACT_CUSTOMER_DAY,
    "fact_customer_category_day": tables.FACT_CUSTOMER_CATEGORY_DAY,
    "fact_customer_sku_day": tables.FACT_CUSTOMER_SKU_DAY,
    "fact_customer_channel_day": tables.FACT_CUSTOMER_CHANNEL_DAY,
    "fact_receivable": tables.FACT_RECEIVABLE,
    "fact_type_season": tables.FACT_TYPE_SEASON,
}


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing; an existing warehouse is left as it is."""
    for entity in ENTITIES.values():
        for table in (entity.table, entity.replaced):
            connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({_columns(entity.columns)})")
    for statement in _BOOKKEEPING:
        connection.execute(statement)
    for table, schema in {**FACT_TABLES, **LIVE_FACTS}.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({_columns(sql_types(schema))})")
    connection.execute(f"CREATE OR REPLACE VIEW clean_order_line AS {clean_order_lines()}")


def clean_order_lines(lines: str = "order_line", records: str = "customer_of_record") -> str:
    """The query of order lines with their customer, their article's cost and their flags by name."""
    return _CLEAN_ORDER_LINE.format(lines=lines, records=records)


def sql_types(schema: ibis.Schema) -> dict[str, str]:
    """The DuckDB type of each column of an Ibis schema."""
    return {name: _SQL_NAME.get(str(kind), str(kind)) for name, kind in schema.items()}


def _columns(columns: dict[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


_SQL_NAME = {
    "string": "VARCHAR",
    "int8": "TINYINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "uint64": "UBIGINT",
    "boolean": "BOOLEAN",
    "array<string>": "VARCHAR[]",
}
