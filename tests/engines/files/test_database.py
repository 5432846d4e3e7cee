from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import psycopg
import pymysql
import pytest
from tests.servers import PASSWORD, mariadb_server, postgresql_server

from frostier.engines.files.database import Selection, open_query, opened_query
from frostier.kernel.errors import InvalidInput, UnreadableFile

LINES = [
    ("A1", "2024-03-04 08:26:00", "毛肚 2.5kg", Decimal("18.50"), "2024-03-04 09:00:00"),
    ("A2", "2024-03-05 00:00:00", None, Decimal("-3.00"), "2024-03-05 09:00:00"),
    ("A3", "2024-03-06 23:59:59", "100% 牛油", Decimal("0.10"), "2024-03-06 09:00:00"),
]
TABLE = (
    "CREATE TABLE {name} (order_id VARCHAR(20), ordered_at TIMESTAMP NULL, sku_name VARCHAR(40),"
    " amount DECIMAL(18,2), changed_at TIMESTAMP NULL)"
)


def rows_of(source) -> list[tuple]:
    return duckdb.execute(
        f"SELECT {', '.join(source.sql_columns)} FROM {source.relation} ORDER BY {source.row_number_sql}"
    ).fetchall()


def selected(url: str, work_dir: Path, **selection):
    return open_query(url, work_dir, Selection(**selection))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    path = tmp_path / "erp.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE order_lines (order_id TEXT, quantity INTEGER, sku_name TEXT)")
        db.executemany("INSERT INTO order_lines VALUES (?, ?, ?)", [(f"A{n}", n, "毛肚") for n in range(1, 12_001)])
        db.execute('CREATE TABLE "odd ""name" (a)')
        db.commit()
    return f"sqlite:///{path}"


def test_a_sqlite_table_is_read_whole_and_in_chunks(sqlite_url: str, tmp_path: Path) -> None:
    source = selected(sqlite_url, tmp_path, table="order_lines")

    assert source.columns == ("order_id", "quantity", "sku_name")
    assert len(rows_of(source)) == 12_000
    assert rows_of(source)[-1] == ("A12000", "12000", "毛肚")


def test_only_rows_beyond_the_cursor_are_read_the_next_time(sqlite_url: str, tmp_path: Path) -> None:
    first = selected(sqlite_url, tmp_path, table="order_lines", cursor_column="quantity", cursor_after="11998")
    assert [r[0] for r in rows_of(first)] == ["A11999", "A12000"]
    assert first.cursor_value == "12000"

    again = selected(sqlite_url, tmp_path, table="order_lines", cursor_column="quantity", cursor_after="12000")
    assert rows_of(again) == []
    assert again.cursor_value == "12000"


def test_the_content_hash_does_not_depend_on_the_order_of_rows(sqlite_url: str, tmp_path: Path) -> None:
    up = selected(sqlite_url, tmp_path, query="SELECT * FROM order_lines ORDER BY quantity")
    down = selected(sqlite_url, tmp_path, query="SELECT * FROM order_lines ORDER BY quantity DESC;")
    other = selected(sqlite_url, tmp_path, query="SELECT * FROM order_lines WHERE quantity < 10")

    assert up.content_hash == down.content_hash != other.content_hash


def test_a_table_name_is_an_identifier_and_never_a_statement(sqlite_url: str, tmp_path: Path) -> None:
    assert selected(sqlite_url, tmp_path, table='odd "name').columns == ("a",)

    with pytest.raises(UnreadableFile):
        selected(sqlite_url, tmp_path, table="order_lines; DROP TABLE order_lines")
    assert len(rows_of(selected(sqlite_url, tmp_path, table="order_lines"))) == 12_000


@pytest.mark.parametrize(
    "query",
    ["DELETE FROM order_lines", "SELECT 1; DELETE FROM order_lines", "WITH x AS (SELECT 1) DELETE FROM order_lines"],
)
def test_a_query_can_only_read(sqlite_url: str, tmp_path: Path, query: str) -> None:
    with pytest.raises((InvalidInput, UnreadableFile)):
        selected(sqlite_url, tmp_path, query=query)


def test_a_selection_needs_a_table_or_a_query(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="either a table or a query"):
        selected(sqlite_url, tmp_path)
    with pytest.raises(InvalidInput, match="needs a cursor column"):
        selected(sqlite_url, tmp_path, table="order_lines", cursor_after="3")


def test_an_unknown_kind_of_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="oracle"):
        selected("oracle://host/db", tmp_path, table="t")


def test_a_missing_database_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no database file"):
        selected(f"sqlite:///{tmp_path}/none.db", tmp_path, table="t")


def test_work_files_are_gone_afterwards(sqlite_url: str, tmp_path: Path) -> None:
    work = tmp_path / "work"
    with opened_query(sqlite_url, work, Selection(table="order_lines")) as source:
        assert len(rows_of(source)) == 12_000
        assert list(work.iterdir())

    assert list(work.iterdir()) == []


# ── real servers ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with postgresql_server() as url:
        with psycopg.connect(url) as db:
            db.execute("CREATE SCHEMA sales")
            db.execute(TABLE.format(name="sales.order_lines"))
            db.cursor().executemany("INSERT INTO sales.order_lines VALUES (%s, %s, %s, %s, %s)", LINES)
            db.execute("CREATE TABLE many AS SELECT n, 'C' || n AS code FROM generate_series(1, 30000) n")
        yield url


@pytest.fixture(scope="module")
def mariadb() -> Iterator[str]:
    with mariadb_server() as url:
        parts = urlsplit(url)
        with pymysql.connect(
            host=parts.hostname, port=parts.port, user=parts.username, password=unquote(parts.password or ""),
            database="trade", charset="utf8mb4",
        ) as db, db.cursor() as cursor:  # fmt: skip
            cursor.execute(TABLE.format(name="order_lines"))
            cursor.executemany("INSERT INTO order_lines VALUES (%s, %s, %s, %s, %s)", LINES)
            db.commit()
        yield url


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> tuple[str, str]:
    table = "sales.order_lines" if request.param == "postgresql" else "order_lines"
    return request.getfixturevalue(request.param), table


@pytest.mark.server
def test_a_server_table_arrives_as_exact_text(server: tuple[str, str], tmp_path: Path) -> None:
    url, table = server

    source = selected(url, tmp_path, table=table, cursor_column="changed_at")

    assert rows_of(source) == [
        (line[0], line[1], line[2], f"{line[3]:f}", line[4]) for line in LINES
    ]  # fmt: skip
    assert source.cursor_value == "2024-03-06 09:00:00"
    assert PASSWORD not in source.file_name
    assert "frostier:" not in source.file_name


@pytest.mark.server
def test_a_server_gives_only_what_changed_since(server: tuple[str, str], tmp_path: Path) -> None:
    url, table = server

    source = selected(url, tmp_path, table=table, cursor_column="changed_at", cursor_after="2024-03-05 09:00:00")

    assert [r[0] for r in rows_of(source)] == ["A3"]


@pytest.mark.server
def test_a_query_with_a_percent_sign_reaches_the_server_unharmed(server: tuple[str, str], tmp_path: Path) -> None:
    url, table = server

    source = selected(url, tmp_path, query=f"SELECT order_id FROM {table} WHERE sku_name LIKE '%牛油'")

    assert rows_of(source) == [("A3",)]


@pytest.mark.server
def test_a_wrong_password_is_never_repeated(server: tuple[str, str], tmp_path: Path) -> None:
    url, table = server
    wrong = url.replace("word", "guess")

    with pytest.raises(UnreadableFile) as refused:
        selected(wrong, tmp_path, table=table)

    assert "guess" not in refused.value.say("en") + refused.value.say("zh")
    assert refused.value.__cause__ is None


@pytest.mark.server
def test_a_server_refuses_to_write(server: tuple[str, str], tmp_path: Path) -> None:
    url, table = server

    with pytest.raises(UnreadableFile):
        selected(url, tmp_path, query=f"WITH gone AS (DELETE FROM {table} RETURNING *) SELECT * FROM gone")


@pytest.mark.server
def test_thirty_thousand_rows_come_through_a_server_side_cursor(postgresql: str, tmp_path: Path) -> None:
    source = selected(postgresql, tmp_path, table="many", cursor_column="n", cursor_after="5")

    assert len(rows_of(source)) == 29_995
    assert source.cursor_value == "30000"
