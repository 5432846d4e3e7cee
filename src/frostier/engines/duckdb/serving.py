"""What people's questions are answered from: results and facts in files that never change once they are named.

A snapshot holds, beside its Parquet files, ``profile.duckdb`` with one wide row per customer. The facts that it stands
on are in ``facts-<fingerprint>/facts.duckdb``, written once and shared by all gradings of the same facts. Any number
of processes may open these files for reading while a grading writes the next ones under names ending in ``.partial``.
"""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import duckdb

from frostier.engines.duckdb.attaching import new_file
from frostier.engines.duckdb.facts import portions
from frostier.engines.duckdb.parsing import literal
from frostier.engines.duckdb.rolling_up import PREFIX as ROLLUPS_PREFIX
from frostier.engines.duckdb.running import quoted
from frostier.engines.duckdb.schema import FACT_TABLES, sql_types
from frostier.sources.choices import CATEGORIES
from frostier.warehouse.tables import PUBLISHED_FACTS

PARTIAL = ".partial"
PROFILE = "profile.duckdb"
FACTS = "facts.duckdb"
LAYOUT = "layout.json"
FACTS_PREFIX = "facts-"
RESULTS = ("tiers", "features", "tags")
FACTS_KEPT = 2

_KNOWN_CATEGORIES = f"[{', '.join(sorted(literal(c.value) for c in CATEGORIES))}]"


def customer_orders(lines: str, which: str = "customer_key IS NOT NULL") -> str:
    """The query of lines of ``order_line`` as rows of ``customer_order``; ``which`` is a condition on the lines."""
    # The categories of an order are gathered as bits: gathering lists would cost more than all else together.
    return f"""
        SELECT * EXCLUDE (bits),
               list_filter({_KNOWN_CATEGORIES}, lambda c, n: (coalesce(bits, 0) >> (n - 1)) & 1 = 1) AS categories
        FROM (
            SELECT customer_key, any_value(source) AS source, any_value(order_id) AS order_id,
                   min(order_day) AS order_day, min(ordered_at) AS ordered_at, min(order_channel) AS order_channel,
                   count(*) AS lines, count(*) FILTER (line_kind = 'sale') AS sale_lines,
                   coalesce(sum(quantity) FILTER (is_goods), 0) AS quantity,
                   coalesce(sum(net_amount) FILTER (is_goods), 0) AS net_amount,
                   coalesce(sum(discount_amount) FILTER (line_kind = 'sale'), 0) AS discount_amount,
                   coalesce(sum(net_amount) FILTER (is_goods AND cost_amount IS NOT NULL), 0) AS costed_amount,
                   sum(cost_amount) FILTER (is_goods) AS cost_amount,
                   coalesce(sum(-net_amount) FILTER (line_kind = 'return'), 0) AS return_amount,
                   coalesce(sum(net_amount) FILTER (line_kind = 'service'), 0) AS service_amount,
                   bit_or(1::BIGINT << (list_position({_KNOWN_CATEGORIES}, category) - 1)) FILTER (is_goods) AS bits
            FROM (SELECT *, line_kind IN ('sale', 'return') AS is_goods FROM {lines})
            WHERE {which} AND line_kind <> 'cancelled'
            GROUP BY customer_key, order_key)"""


RECEIVABLES = """
    SELECT f.*, p.order_id FROM fact_receivable f LEFT JOIN (
        SELECT o.customer_key, p.receivable_id, min(p.order_id) AS order_id
        FROM clean_payment p JOIN customer_record r USING (source, customer_code) JOIN customer_of_record o USING (record_key)
        GROUP BY ALL) p USING (customer_key, receivable_id)"""
"""The query of the rows of ``receivable``."""

# What is read for one customer at a time must lie together; the sorting is bounded to a portion of the customers.
_PORTIONED = {
    "order_line": """
        SELECT l.*, s.sku_name, coalesce(s.category, 'other') AS category
        FROM (SELECT * FROM clean_order_line WHERE customer_key BETWEEN {low} AND {high}) l
        LEFT JOIN dim_sku s USING (sku_key)
        ORDER BY customer_key, order_day""",
    "customer_order": customer_orders("laid_out.order_line", "customer_key BETWEEN {low} AND {high}")
    + " ORDER BY customer_key, order_day",
    # By month first: a period is all that questions to the whole company leave out.
    "customer_month": """
        SELECT *,
               lead(month) OVER (PARTITION BY customer_key, category, order_channel, orders > 0 ORDER BY month) AS next_month,
               orders > 0 AND 1 = row_number() OVER (
                   PARTITION BY customer_key, category, month, orders > 0 ORDER BY order_channel) AS first_of_category,
               first_value(month) OVER (PARTITION BY customer_key, category, orders > 0 ORDER BY month
                                        GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING) AS category_next_month
        FROM (
            SELECT customer_key, CAST(date_trunc('month', order_day) AS DATE) AS month, category, order_channel,
                   count(DISTINCT order_key) FILTER (line_kind = 'sale') AS orders, sum(quantity) AS quantity,
                   coalesce(sum(net_amount) FILTER (line_kind = 'sale'), 0) AS sale_amount, sum(net_amount) AS net_amount,
                   sum(net_amount) FILTER (cost_amount IS NOT NULL) - sum(cost_amount) AS margin_amount
            FROM laid_out.order_line
            WHERE customer_key BETWEEN {low} AND {high} AND line_kind IN ('sale', 'return') GROUP BY ALL)
        ORDER BY month, customer_key""",
    "customer_channel_month": """
        SELECT *,
               lead(month) OVER (PARTITION BY customer_key, order_channel, is_bought ORDER BY month) AS next_month,
               is_bought AND 1 = row_number() OVER (
                   PARTITION BY customer_key, month, is_bought ORDER BY order_channel) AS is_first,
               first_value(month) OVER (PARTITION BY customer_key, is_bought ORDER BY month
                                        GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING) AS customer_next_month
        FROM (
            SELECT customer_key, month, order_channel, sum(orders) AS orders, bool_or(is_bought) AS is_bought,
                   sum(quantity) AS quantity, sum(net_amount) AS net_amount, sum(margin_amount) AS margin_amount
            FROM (
                SELECT customer_key, month, order_channel, 0 AS orders, orders > 0 AS is_bought,
                       quantity, net_amount, margin_amount
                FROM laid_out.customer_month
                UNION ALL
                SELECT customer_key, CAST(date_trunc('month', order_day) AS DATE), order_channel, 1, false, 0, 0, NULL
                FROM laid_out.customer_order WHERE sale_lines > 0)
            WHERE customer_key BETWEEN {low} AND {high} GROUP BY ALL)
        ORDER BY month, customer_key""",
}
_BY_MONTH = ("customer_month", "customer_channel_month")
_ENUMERATED = {"category": "laid_out.known_category", "order_channel": "laid_out.known_channel"}
_WHOLE = {
    "receivable": f"{RECEIVABLES} ORDER BY customer_key, issued_on, receivable_id",
    "contact": """
        SELECT o.customer_key, c.* FROM clean_contact c
        JOIN customer_record r USING (source, customer_code) JOIN customer_of_record o USING (record_key)
        ORDER BY customer_key, c.source, contact_code""",
    "sku": "SELECT * FROM dim_sku ORDER BY sku_code",
}


def facts_directory(fingerprint: str) -> str:
    """The name of the directory that holds the facts of a fingerprint, as this version of the program lays them out."""
    return f"{readable_facts()}{fingerprint[:16]}"


@cache
def readable_facts() -> str:
    """How the names of facts begin that have the tables and columns which this version of the program reads."""
    shape = repr([(table, list(schema.items())) for table, schema in {**PUBLISHED_FACTS, **FACT_TABLES}.items()])
    return f"{FACTS_PREFIX}{sha256(shape.encode()).hexdigest()[:8]}-"


def write_profile(connection: duckdb.DuckDBPyConnection, directory: Path, facts: str) -> None:
    """Lay out the results that the connection shows as ``features``, ``tags`` and ``tiers`` as one wide table.

    ``facts`` names the directory of the facts that they stand on.
    """
    columns = {table: _columns_of(connection, table) for table in RESULTS}
    wide = ", ".join(f"{table}.{quoted(c)}" for table, names in columns.items() for c in names if c != "customer_id")
    joined = " ".join(f"JOIN {table} USING (customer_id)" for table in RESULTS)
    with new_file(connection, directory / PROFILE, "laid_out"):
        connection.execute(
            f"CREATE TABLE laid_out.profile AS SELECT d.customer_key, d.customer_id, {wide} "
            f"FROM dim_customer d {joined} ORDER BY d.customer_id"
        )
    (directory / LAYOUT).write_text(json.dumps({"facts": facts, "columns": columns}), encoding="utf-8")


def write_facts(connection: duckdb.DuckDBPyConnection, published: Path, fingerprint: str) -> str:
    """Lay out the facts of the warehouse, unless they are there already; the name of their directory."""
    final = published / facts_directory(fingerprint)
    if not final.is_dir():
        unfinished = final.with_name(final.name + PARTIAL)
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        with new_file(connection, unfinished / FACTS, "laid_out"):
            _fill(connection)
        unfinished.rename(final)
    return final.name


def facts_of(directory: Path) -> str | None:
    """The facts that a snapshot stands on; ``None`` for one that was published without them."""
    layout = directory / LAYOUT
    if not layout.is_file():
        return None
    facts: str = json.loads(layout.read_text(encoding="utf-8"))["facts"]
    return facts


def thin_out(published: Path, snapshots: Sequence[str], keep: int) -> None:
    """Remove the profiles of all but the newest ``keep`` snapshots (oldest come first), and facts out of use."""
    for name in snapshots[: max(len(snapshots) - keep, 0)]:
        for laid_out in (PROFILE, *(file.name for file in (published / name).glob(f"{ROLLUPS_PREFIX}*"))):
            (published / name / laid_out).unlink(missing_ok=True)
    remove_unused_facts(published, snapshots)


def remove_unused_facts(published: Path, snapshots: Iterable[str]) -> list[str]:
    """Remove all facts but the newest two that these snapshots (oldest first) stand on; the names removed."""
    named = [facts for name in snapshots if (facts := facts_of(published / name))]
    newest = list(dict.fromkeys(reversed(named)))[:FACTS_KEPT]
    removed = [d for d in sorted(published.glob(f"{FACTS_PREFIX}*")) if d.name not in newest]
    for directory in removed:
        shutil.rmtree(directory, ignore_errors=True)
    return [d.name for d in removed]


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    _name_values(connection)
    for table, schema in {**PUBLISHED_FACTS, **FACT_TABLES}.items():
        types = sql_types(schema) | (_ENUMERATED if table in _BY_MONTH else {})
        columns = ", ".join(f"{name} {types[name]}" for name in schema)
        connection.execute(f"CREATE TABLE laid_out.{table} ({columns})")
    for low, high in portions(connection):
        for table, query in _PORTIONED.items():
            _insert(connection, table, query.format(low=low, high=high))
    for table, query in _WHOLE.items():
        _insert(connection, table, query)
    for table in FACT_TABLES:  # as they stand: the warehouse keeps the days of a customer together
        _insert(connection, table, f"SELECT * FROM {table}")


def _name_values(connection: duckdb.DuckDBPyConnection) -> None:
    """The types of columns with few values: a number is grouped by in a third of the time that a text takes."""
    found = {
        "category": f"SELECT unnest([{', '.join(literal(c.value) for c in CATEGORIES)}])"
        " UNION SELECT category FROM dim_sku WHERE category IS NOT NULL",
        "order_channel": "SELECT DISTINCT order_channel FROM clean_order_line WHERE order_channel IS NOT NULL",
    }
    for column, values in found.items():
        connection.execute(f"CREATE TYPE {_ENUMERATED[column]} AS ENUM (SELECT * FROM ({values}) ORDER BY 1)")


def _insert(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    columns = ", ".join({**PUBLISHED_FACTS, **FACT_TABLES}[table].names)
    connection.execute(f"INSERT INTO laid_out.{table} ({columns}) SELECT {columns} FROM ({query})")


def _columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()]
