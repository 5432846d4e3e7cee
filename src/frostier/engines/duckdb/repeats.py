"""What only shows when rows of one file are seen together: repeated lines and unusual prices.

Both are found by grouping numbers first, so that sorting touches the few suspects only. The result is the
temporary table ``marks``: one row per marked row of ``staged``.
"""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

import duckdb

from frostier.engines.duckdb.parsing import literal
from frostier.engines.duckdb.schema import ENTITIES, FLAG_BIT
from frostier.engines.duckdb.staging import Staging

# A price is unusual from 100 times, or up to a hundredth, of the SKU's usual price. A median of fewer lines says
# little, so below that the list price is the usual price.
UNUSUAL_FACTOR = 100
_LINES_FOR_MEDIAN = 5


def mark_repeats(connection: duckdb.DuckDBPyConnection, plan: Staging, *, after_earlier_lines: bool = False) -> None:
    """Fill ``marks`` with line numbers, flags, problems and superseded rows.

    ``after_earlier_lines``: number the lines of an order and SKU after those that the warehouse already holds.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE marks "
        "(row_no BIGINT, line_no VARCHAR, flags USMALLINT, problem VARCHAR, superseded BOOLEAN)"
    )
    if plan.mapping.entity == "orders":
        _mark_repeated_lines(connection, plan)
        _mark_prices(connection, plan)
        if after_earlier_lines:
            _number_after_earlier_lines(connection, plan)
    else:
        _mark_repeated_records(connection, plan)


def _mark_repeated_lines(connection: duckdb.DuckDBPyConnection, plan: Staging) -> None:
    """Number the lines of one order and SKU; of one given line number keep what the file says last.

    An exact copy is kept as a line of its own, flagged: two like lines may be two deliveries.
    """
    key = "coalesce(line_no, sku_code)"
    values = ", ".join(c.name for c in plan.mapped)
    policy = plan.mapping.policy_for("exact_duplicate")
    problem = "'order_id:exact_duplicate'" if policy == "quarantine" else "NULL"
    connection.execute(f"""
        INSERT INTO marks
        SELECT row_no,
               CASE WHEN line_no IS NULL THEN sku_code || '#' || occurrence
                    WHEN copy > 1 THEN line_no || '#' || copy ELSE line_no END,
               CASE WHEN copy > 1 THEN {FLAG_BIT["exact_duplicate"]} ELSE 0 END,
               CASE WHEN copy > 1 THEN {problem} END,
               line_no IS NOT NULL AND version <> last_version
        FROM (
            SELECT *, max_by(version, row_no) OVER (PARTITION BY order_id, {key}) AS last_version
            FROM (
                SELECT *,
                       row_number() OVER (PARTITION BY order_id, {key} ORDER BY row_no) AS occurrence,
                       row_number() OVER (PARTITION BY {values} ORDER BY row_no) AS copy,
                       min(row_no) OVER (PARTITION BY {values}) AS version
                FROM (SELECT * FROM staged WHERE problem IS NULL AND hash(order_id, {key}) IN (
                          SELECT hash(order_id, {key}) AS h FROM staged WHERE problem IS NULL
                          GROUP BY h HAVING count(*) > 1))
            )
        )""")


def _number_after_earlier_lines(connection: duckdb.DuckDBPyConnection, plan: Staging) -> None:
    """Corrected rows of an order stand beside its other lines; they must not take their numbers."""
    connection.execute(f"""
        INSERT INTO marks
        SELECT s.row_no, s.sku_code || '#' || (e.lines + row_number() OVER (PARTITION BY s.order_id, s.sku_code ORDER BY s.row_no)),
               0, NULL, false
        FROM staged s JOIN (SELECT order_id, sku_code, count(*) AS lines FROM order_line
                            WHERE source = {literal(plan.mapping.source)} GROUP BY ALL) e USING (order_id, sku_code)
        WHERE s.problem IS NULL AND s.line_no IS NULL""")


def _mark_prices(connection: duckdb.DuckDBPyConnection, plan: Staging) -> None:
    policy = plan.mapping.policy_for("unusual_price")
    problem = "'unit_price:unusual_price'" if policy == "quarantine" else "CAST(NULL AS VARCHAR)"
    connection.execute(f"""
        INSERT INTO marks
        WITH priced AS (
            SELECT sku_code, unit_price, count(*) AS lines FROM staged
            WHERE problem IS NULL AND line_kind = 'sale' AND unit_price > 0 GROUP BY ALL
        ), ranked AS (
            SELECT *, sum(lines) OVER (PARTITION BY sku_code ORDER BY unit_price) AS up_to,
                   sum(lines) OVER (PARTITION BY sku_code) AS total FROM priced
        ), usual AS (
            SELECT sku_code, min(unit_price) AS price FROM ranked
            WHERE total >= {_LINES_FOR_MEDIAN} AND up_to * 2 >= total GROUP BY sku_code
            UNION ALL
            SELECT sku_code, max(list_price) FROM clean_sku WHERE list_price > 0 AND sku_code NOT IN
                (SELECT sku_code FROM ranked WHERE total >= {_LINES_FOR_MEDIAN}) GROUP BY sku_code
        ), unusual AS (
            SELECT r.sku_code, r.unit_price FROM priced r JOIN usual u USING (sku_code)
            WHERE r.unit_price >= {UNUSUAL_FACTOR} * CAST(u.price AS DECIMAL(38,4))
               OR {UNUSUAL_FACTOR} * CAST(r.unit_price AS DECIMAL(38,4)) <= u.price
        )
        SELECT row_no, NULL, {FLAG_BIT["unusual_price"]}, {problem}, false
        FROM staged SEMI JOIN unusual USING (sku_code, unit_price)
        WHERE problem IS NULL AND line_kind = 'sale'""")


def _mark_repeated_records(connection: duckdb.DuckDBPyConnection, plan: Staging) -> None:
    """Of a record that stands more than once in a file, the last one counts."""
    key = ", ".join(c for c in ENTITIES[plan.mapping.entity].key if c != "source")
    connection.execute(f"""
        INSERT INTO marks
        SELECT row_no, NULL, 0, NULL, true FROM staged WHERE problem IS NULL
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY row_no DESC) > 1""")


def settle_marks(connection: duckdb.DuckDBPyConnection) -> None:
    """One row per marked row: several marks of one row are joined."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE marks AS
        SELECT row_no, arg_max(line_no, rowid) FILTER (line_no IS NOT NULL) AS line_no, bit_or(flags) AS flags, min(problem) AS problem,
               bool_or(superseded) AS superseded
        FROM marks GROUP BY row_no""")
