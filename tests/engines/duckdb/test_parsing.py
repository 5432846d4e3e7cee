"""What people write is read as they meant it, or not at all."""

# ruff: noqa: DTZ001, E501 (wall clocks, and tables of rows)

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frostier.engines.duckdb.connection import open_connection
from frostier.engines.duckdb.parsing import FileColumn, Reader, define_parsers
from frostier.sources.expressions import FromColumn, Sum
from frostier.sources.records import standard_for
from frostier.sources.standard import ColumnType

READER = Reader({"a": FileColumn("a", "VARCHAR"), "b": FileColumn("b", "VARCHAR")}, "Asia/Shanghai")


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_connection(None) as connection:
        define_parsers(connection)
        yield connection


def read(connection: duckdb.DuckDBPyConnection, sql: str, a: str | None, b: str | None = None) -> object:
    row = connection.execute(f"SELECT {sql} FROM (SELECT ?::VARCHAR AS a, ?::VARCHAR AS b)", [a, b]).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        ("money", "12", "12"),
        ("money", "1,234.50", "1234.50"),
        ("money", "￥1,234", "1234"),
        ("money", "1.2万", "12000"),
        ("money", "(12)", "-12"),
        ("money", "5-", "-5"),
        ("money", "１２３．５", "123.5"),
        ("money", "3元/箱", "3"),
        ("money", "2.345", "2.35"),
        ("money", "-2.345", "-2.35"),
        ("int", "12.0", "12"),
        ("rate", "60%", "0.6"),
        ("rate", "６０％", "0.6"),
        ("quantity", "10箱", "10"),
    ],
)
def test_a_number_is_read_as_it_is_meant(
    connection: duckdb.DuckDBPyConnection, kind: ColumnType, text: str, meant: str
) -> None:
    assert read(connection, READER.parse("a", kind), text) == Decimal(meant)


@pytest.mark.parametrize("text", ["nan", "inf", "abc", "12abc", "1,5", "99999999999999999999", "1.2.3", "2024-01-05"])
def test_what_is_no_number_is_not_guessed(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    assert read(connection, READER.parse("a", "money"), text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2024-03-05", datetime(2024, 3, 5)),
        ("2024/3/5", datetime(2024, 3, 5)),
        ("2024年3月5日", datetime(2024, 3, 5)),
        ("20240305", datetime(2024, 3, 5)),
        ("05.03.2024", datetime(2024, 3, 5)),
        ("45356", datetime(2024, 3, 5)),
        ("45356.5", datetime(2024, 3, 5, 12)),
        ("2024-03-05 08:26", datetime(2024, 3, 5, 8, 26)),
        ("2024/3/5 下午 3:20", datetime(2024, 3, 5, 15, 20)),
        ("2024-03-05T00:26:00Z", datetime(2024, 3, 5, 8, 26)),
        ("2024-03-05T08:26:00+02:00", datetime(2024, 3, 5, 14, 26)),
        ("20240305123000", datetime(2024, 3, 5, 12, 30)),
    ],
)
def test_a_day_is_read_in_the_ways_it_is_written(
    connection: duckdb.DuckDBPyConnection, text: str, meant: datetime
) -> None:
    assert read(connection, READER.parse("a", "timestamp"), text) == meant


@pytest.mark.parametrize("text", ["2024-02-30", "2024年2月30日", "12/1/2010 8:26", "2024-13-01", "soon"])
def test_a_day_that_does_not_exist_or_is_ambiguous_is_refused(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    assert read(connection, READER.parse("a", "timestamp"), text) is None


def test_a_format_of_the_mapping_decides_what_is_ambiguous(connection: duckdb.DuckDBPyConnection) -> None:
    month_first = READER.parse("a", "timestamp", ("%m/%d/%Y %H:%M",))

    assert read(connection, month_first, "12/1/2010 8:26") == datetime(2010, 12, 1, 8, 26)


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        ("bool", "是", True),
        ("bool", "N", False),
        ("bool", "也许", None),
        ("phone", "+86 138-0013-8000", "13800138000"),
        ("phone", "13800138000.0", "13800138000"),
        ("phone", "12", None),
        ("code", "17850.0", "17850"),
        ("code", "A.0", "A.0"),
        ("code", "NULL", None),
    ],
)
def test_words_phones_and_codes_lose_what_the_export_added(
    connection: duckdb.DuckDBPyConnection, kind: ColumnType, text: str, meant: object
) -> None:
    assert read(connection, READER.parse("a", kind), text) == meant


def test_blanks_of_any_width_around_a_value_do_not_matter(connection: duckdb.DuckDBPyConnection) -> None:
    assert read(connection, FileColumn("a", "VARCHAR").text, "\u3000 成都\u00a0\t") == "成都"


def test_a_sum_is_exact_and_needs_every_part_readable(connection: duckdb.DuckDBPyConnection) -> None:
    amount = standard_for("orders").column("net_amount")
    total = READER.value(Sum((FromColumn("a"), FromColumn("b", negate=True))), amount)

    assert read(connection, total, "0.1", "0.2") == Decimal("-0.10")
    assert read(connection, total, "0.1", None) == Decimal("0.10")
    assert read(connection, total, "0.1", "x") is None
    assert read(connection, total, None, None) is None


@settings(max_examples=5, deadline=None)
@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=2), min_size=30, max_size=60))
def test_written_amounts_come_back_to_the_cent(amounts: list[Decimal]) -> None:
    with open_connection(None) as connection:
        define_parsers(connection)
        texts = [f"{amount:,}" for amount in amounts]
        query = f"SELECT list({READER.parse('a', 'money')} ORDER BY n) FROM (SELECT unnest(?::VARCHAR[]) AS a, unnest(range(?)) AS n)"
        row = connection.execute(query, [texts, len(texts)]).fetchone()

    assert row is not None
    assert row[0] == amounts
