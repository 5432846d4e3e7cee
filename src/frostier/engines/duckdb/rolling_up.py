"""Writing the rollups of a snapshot: ``rollups-<shape>.duckdb`` beside its profile.

The shape stands for the tables and columns; a snapshot whose rollups another version of the program laid out otherwise
is read as if it had none.
"""

# ruff: noqa: E501 (SQL is kept in the lines it reads best in)

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import duckdb
import ibis

from frostier.engines.duckdb.attaching import attached, new_file
from frostier.engines.duckdb.running import quoted
from frostier.engines.duckdb.schema import sql_types
from frostier.warehouse.rollups import (
    CARRIERS,
    GROUP_ATTRIBUTES,
    GROUPS,
    MOST_TAGS,
    ROLLUPS,
    SCHEMAS,
    TAG,
    TAG_GROUP_FIGURES,
    TAG_GROUPS,
    TAG_ROLLUPS,
    YEAR,
    YEAR_MONTHS,
    YEAR_SCHEMA,
    Rollup,
    months_until,
)

PREFIX = "rollups-"

# Where a customer bought in several channels, one of the rows of the month stands for all: its channel comes first.
_MONTHS_OF_CHANNELS = """
    SELECT customer_key, month, order_channel, orders, quantity, net_amount, margin_amount,
           is_first AS is_one, is_first AND coalesce(customer_next_month > {last}, true) AS is_last,
           is_bought AS is_channel_one, is_bought AND coalesce(next_month > {last}, true) AS is_channel_last
    FROM facts.customer_channel_month WHERE month BETWEEN {first} AND {last}"""
_MONTHS_OF_CATEGORIES = """
    SELECT customer_key, month, category, order_channel, orders, quantity, net_amount, margin_amount,
           first_of_category AS is_one, first_of_category AND coalesce(category_next_month > {last}, true) AS is_last,
           orders > 0 AS is_channel_one, orders > 0 AND coalesce(next_month > {last}, true) AS is_channel_last
    FROM facts.customer_month WHERE month BETWEEN {first} AND {last}"""
_SOLD = """
    sum(quantity) AS quantity, sum(net_amount) AS net_amount, sum(margin_amount) AS margin_amount, sum(orders) AS orders"""
# A FILTER on every aggregate would take a third more time.
_BUYERS = """
    countif(is_{one}one) AS {one}buyers, countif(is_{one}last) AS {one}last_buyers,
    sum(CASE WHEN is_{one}one THEN owed END) AS {one}buyers_owe,
    sum(CASE WHEN is_{one}last THEN owed END) AS {one}last_buyers_owe"""


# So many tags make a number that is one of a thousand: quick to group by, and each tag is one of its bits.
_TAGS_AT_ONCE = 10


@cache
def rollups_file() -> str:
    """The name of the file whose tables and columns this version of the program reads."""
    shape = repr([(table, list(schema.items())) for table, schema in SCHEMAS.items()])
    return f"{PREFIX}{sha256(shape.encode()).hexdigest()[:8]}.duckdb"


def write_rollups(
    connection: duckdb.DuckDBPyConnection, profile: Path, facts: Path, tags: Sequence[str], as_of: date
) -> None:
    """Add up the customers of a profile and their purchases, for questions to results as of a day."""
    with (
        attached(connection, profile, "results"),
        attached(connection, facts, "facts"),
        new_file(connection, profile.with_name(rollups_file()), "laid_out"),
    ):
        _name_values(connection)
        connection.execute(
            f"CREATE TABLE laid_out.{GROUPS} AS SELECT {', '.join(GROUP_ATTRIBUTES)}, count(*) AS customers, "
            "CAST(sum(owed) AS DECIMAL(18,2)) AS overdue_amount FROM rolled_customer GROUP BY ALL"
        )
        _write_year(connection, as_of)
        for rollup in ROLLUPS:
            _number_groups(connection, rollup)
            _write(connection, rollup, as_of)
        most = _write_carriers(connection, tags)
        for start in range(0, len(most), _TAGS_AT_ONCE):
            _number_carried(connection, most[start : start + _TAGS_AT_ONCE])
            for rollup in TAG_ROLLUPS:
                _write(connection, rollup, as_of)
            for table in TAG_GROUPS:
                _write_tag_groups(connection, table)
        for table in ("rolled_customer", "rolled_group", "rolled_member"):
            connection.execute(f"DROP TABLE temp.{table}")


def _name_values(connection: duckdb.DuckDBPyConnection) -> None:
    """Customers with their attributes as numbers: what has few values is grouped by in a third of the time."""
    for attribute in GROUP_ATTRIBUTES:
        values = f"SELECT DISTINCT {attribute} FROM results.profile WHERE {attribute} IS NOT NULL ORDER BY 1"
        connection.execute(f"CREATE TYPE laid_out.known_{attribute} AS ENUM ({values})")
    named = ", ".join(f"CAST({a} AS laid_out.known_{a}) AS {a}" for a in GROUP_ATTRIBUTES)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE rolled_customer AS SELECT customer_key, {named}, "
        "CAST(overdue_amount AS DECIMAL(18,2)) AS owed FROM results.profile"
    )


def _write_year(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    first, last = months_until(as_of, YEAR_MONTHS)
    connection.execute(
        f"CREATE TABLE laid_out.{YEAR} AS SELECT {_as_declared(YEAR_SCHEMA)} FROM (SELECT customer_key, {_SOLD} "
        f"FROM facts.customer_channel_month WHERE month BETWEEN DATE '{first}' AND DATE '{last}' GROUP BY customer_key)"
    )


def _number_groups(connection: duckdb.DuckDBPyConnection, rollup: Rollup) -> None:
    """Groups by number: adding up by it is quicker than by all attributes."""
    same = " AND ".join(f"c.{a} IS NOT DISTINCT FROM g.{a}" for a in rollup.customers)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE rolled_group AS SELECT *, CAST(row_number() OVER () AS INTEGER) AS group_no "
        f"FROM (SELECT DISTINCT {', '.join(rollup.customers)} FROM rolled_customer)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE rolled_member AS SELECT c.customer_key, c.owed, g.group_no "
        f"FROM rolled_customer c JOIN rolled_group g ON {same}"
    )


def _write_carriers(connection: duckdb.DuckDBPyConnection, tags: Sequence[str]) -> list[str]:
    """How many customers carry each tag; the most carried tags."""
    sums = ", ".join(f"countif({quoted(tag)})" for tag in tags)
    [row] = connection.execute(f"SELECT {sums} FROM results.profile").fetchall()
    carriers = dict(zip(tags, row, strict=True))
    ranked = sorted(tags, key=lambda tag: (-carriers[tag], tag))
    connection.execute(f"CREATE TABLE laid_out.{CARRIERS} (tag VARCHAR, carriers BIGINT, place BIGINT)")
    rows = [(tag, carriers[tag], place) for place, tag in enumerate(ranked, 1) if carriers[tag]]
    if rows:
        connection.executemany(f"INSERT INTO laid_out.{CARRIERS} VALUES (?, ?, ?)", rows)
    return [tag for tag, _, _ in rows[:MOST_TAGS]]


def _number_carried(connection: duckdb.DuckDBPyConnection, tags: Sequence[str]) -> None:
    """Customers by the number that these tags make as bits, and under each number the tags that it holds."""
    bits = " | ".join(f"(CAST(coalesce({quoted(tag)}, false) AS INTEGER) << {n})" for n, tag in enumerate(tags))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE rolled_member AS SELECT p.customer_key, c.owed, {bits} AS group_no "
        "FROM results.profile p JOIN rolled_customer c USING (customer_key)"
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE rolled_group (group_no INTEGER, tag VARCHAR)")
    for n, tag in enumerate(tags):
        connection.execute(
            f"INSERT INTO rolled_group SELECT no, ? FROM range({1 << len(tags)}) numbers(no) WHERE (no >> {n}) & 1 = 1",
            [tag],
        )


def _write(connection: duckdb.DuckDBPyConnection, rollup: Rollup, as_of: date) -> None:
    """Add up by the numbers of groups, and put what these stand for in their place."""
    grain = [*rollup.customers, *_purchase(rollup)]
    sums = ", ".join(f"sum({c}) AS {c}" for c in rollup.schema if c not in grain)
    query = (
        f"SELECT {_as_declared(rollup.schema)} FROM (SELECT {', '.join(grain)}, {sums} "
        f"FROM ({_added_up(rollup, as_of)}) JOIN rolled_group USING (group_no) GROUP BY ALL) ORDER BY month"
    )
    _put(connection, rollup.name, query)


def _write_tag_groups(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Customers by tag and attributes, with what they owe and what they bought in the last year."""
    attributes = ", ".join(a for a in TAG_GROUPS[table] if a != TAG)
    sums = ", ".join(f"sum({column}) AS {column}" for column in TAG_GROUP_FIGURES)
    by_number = (
        f"SELECT group_no, {attributes}, count(*) AS customers, sum(c.owed) AS overdue_amount, "
        f"count(y.customer_key) AS buyers, {_SOLD} FROM rolled_member JOIN rolled_customer c USING (customer_key) "
        f"LEFT JOIN laid_out.{YEAR} y USING (customer_key) GROUP BY ALL"
    )
    query = f"SELECT tag, {attributes}, {sums} FROM ({by_number}) JOIN rolled_group USING (group_no) GROUP BY ALL"
    _put(connection, table, f"SELECT {_as_declared(SCHEMAS[table])} FROM ({query})")


def _put(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    """Add the rows to a table that the first ones make."""
    known = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'laid_out' AND table_name = ?", [table]
    ).fetchall()
    verb = f"INSERT INTO laid_out.{table}" if known == [(1,)] else f"CREATE TABLE laid_out.{table} AS"
    connection.execute(f"{verb} {query}")


def _added_up(rollup: Rollup, as_of: date) -> str:
    first, last = (f"DATE '{month}'" for month in rollup.months(as_of))
    months = _MONTHS_OF_CATEGORIES if rollup.by_category else _MONTHS_OF_CHANNELS
    sums = [_SOLD, _BUYERS.format(one=""), *([_BUYERS.format(one="channel_")] if rollup.by_channel else [])]
    return (
        f"SELECT group_no, {', '.join(_purchase(rollup))}, {', '.join(sums)} "
        f"FROM ({months.format(first=first, last=last)}) JOIN rolled_member USING (customer_key) GROUP BY ALL"
    )


def _purchase(rollup: Rollup) -> list[str]:
    """By what of purchases it adds up."""
    return ["month", *(["category"] if rollup.by_category else []), *(["order_channel"] if rollup.by_channel else [])]


def _as_declared(schema: ibis.Schema) -> str:
    """The columns with the types of a schema; names of values stay the numbers that they are kept as."""
    types = sql_types(schema)
    return ", ".join(c if types[c] == "VARCHAR" else f"CAST({c} AS {types[c]}) AS {c}" for c in schema)
