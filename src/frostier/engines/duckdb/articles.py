"""The SKU dimension: one row an article, whatever sources know it. Article codes are the company's, not a source's."""

from __future__ import annotations

import duckdb

from frostier.engines.duckdb.parsing import literal
from frostier.engines.duckdb.schema import sql_types
from frostier.warehouse.identity import MAIN_SOURCE
from frostier.warehouse.tables import DIM_SKU

_MERGED = (
    "sku_name", "category", "subcategory", "brand", "storage", "shelf_life_days", "list_price", "unit_cost",
    "spice_level", "is_hotpot_item", "is_own_brand", "launched_on",
)  # fmt: skip
# What the day facts are made of; a change of anything else leaves them as they are.
_IN_FACTS = (
    "sku_key", "category", "storage", "shelf_life_days", "unit_cost", "spice_level", "is_hotpot_item", "is_own_brand",
    "launched_on",
)  # fmt: skip
_DEFAULTS = {"category": "'other'", "is_hotpot_item": "false", "is_own_brand": "false"}


def rebuild_skus(connection: duckdb.DuckDBPyConnection) -> None:
    """Write ``dim_sku`` anew; leaves ``changed_sku`` with the articles whose facts are out of date."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE former_sku AS SELECT {', '.join(_IN_FACTS)} FROM dim_sku")
    connection.execute("DELETE FROM dim_sku")
    connection.execute(
        f"INSERT INTO dim_sku {_skus()} WHERE m.sku_code IS NOT NULL OR r.sku_key IN (SELECT sku_key FROM order_line) "
        "ORDER BY r.sku_key"
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE changed_sku AS
        SELECT sku_key FROM (SELECT {", ".join(_IN_FACTS)} FROM dim_sku EXCEPT FROM former_sku)
        SEMI JOIN former_sku USING (sku_key)""")


def rewrite_skus(connection: duckdb.DuckDBPyConnection, which: str) -> None:
    """Write the articles that ``which`` (a relation of SKU keys) names anew; they stand in an order line."""
    named = f"SELECT sku_key FROM {which}"
    connection.execute(f"DELETE FROM dim_sku WHERE sku_key IN ({named})")
    connection.execute(f"INSERT INTO dim_sku {_skus()} WHERE r.sku_key IN ({named}) ORDER BY r.sku_key")


def _skus() -> str:
    """The query of all articles, ``m`` being what their master records say; to be narrowed by a condition."""
    rank = f"(source <> {literal(MAIN_SOURCE)}, source)"
    merged = ", ".join(f"min_by({f}, {rank}) FILTER ({f} IS NOT NULL) AS {f}" for f in _MERGED)
    shown = {
        **{f: f"coalesce(m.{f}, {_DEFAULTS[f]})" if f in _DEFAULTS else f"m.{f}" for f in _MERGED},
        "sku_key": "r.sku_key",
        "sku_code": "r.sku_code",
        "sku_name": "coalesce(m.sku_name, n.sku_name, r.sku_code)",
    }
    columns = ", ".join(f"CAST({shown[name]} AS {kind}) AS {name}" for name, kind in sql_types(DIM_SKU).items())
    return f"""
        SELECT {columns} FROM sku_record r
        LEFT JOIN (SELECT sku_code, {merged} FROM clean_sku GROUP BY sku_code) m USING (sku_code)
        LEFT JOIN (SELECT sku_code, max_by(sku_name, batch_no) AS sku_name FROM order_sku_name GROUP BY sku_code) n
             USING (sku_code)"""
