"""Orders straight from the database of an ERP, as an operator reads them: all, then what is new, then nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import pymysql
import pytest
from tests.command_line import Inside, Said, Terminal
from tests.servers import PASSWORD, QUOTED_PASSWORD, mariadb_server, postgresql_server

pytestmark = [pytest.mark.slow, pytest.mark.server]

MAPPING = """
entity: orders
source: wms
timezone: Asia/Shanghai
columns:
  order_id: order_no
  ordered_at: ordered_at
  customer_code: shop
  sku_code: item
  quantity: qty
  net_amount: amount
"""
TABLE = (
    "CREATE TABLE order_lines (order_no VARCHAR(20), ordered_at VARCHAR(20), shop VARCHAR(20), item VARCHAR(20),"
    " qty DECIMAL(10,2), amount DECIMAL(12,2), changed_at VARCHAR(20))"
)
FIRST = [
    ("A1", "2026-03-04 08:26:00", "春熙路店", "毛肚", "2.00", "37.00", "2026-03-04 09:00:00"),
    ("A1", "2026-03-04 08:26:00", "春熙路店", "黄喉", "1.00", "18.50", "2026-03-04 09:00:00"),
    ("A2", "2026-03-05 10:00:00", "玉林店", "牛油", "3.50", "99.99", "2026-03-05 10:30:00"),
]
LATER = [("A3", "2026-03-06 23:59:59", "玉林店", "毛肚", "1.00", "18.50", "2026-03-07 00:10:00")]
FROM_THE_TABLE = ("--table", "order_lines", "--cursor", "changed_at")


@dataclass(frozen=True)
class Erp:
    """A database with the orders, its address, and a way to add rows."""

    url: str
    add: Callable[[list[tuple[str, ...]]], None]


@pytest.fixture(scope="module", params=["postgresql", "mariadb", "sqlite"])
def erp(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Erp]:
    """Each kind of database in turn, with the first three lines in it."""
    kinds = {"postgresql": _postgresql, "mariadb": _mariadb, "sqlite": _sqlite}
    for database in kinds[request.param](tmp_path_factory.mktemp("erp")):
        database.add(FIRST)
        yield database


def _postgresql(folder: Path) -> Iterator[Erp]:
    with postgresql_server() as url:
        with psycopg.connect(url) as db:
            db.execute(TABLE)

        def add(rows: list[tuple[str, ...]]) -> None:
            with psycopg.connect(url) as db:
                db.cursor().executemany("INSERT INTO order_lines VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)

        yield Erp(url, add)


def _mariadb(folder: Path) -> Iterator[Erp]:
    with mariadb_server() as url:
        parts = urlsplit(url)

        def run(statement: str, rows: list[tuple[str, ...]]) -> None:
            with pymysql.connect(
                host=parts.hostname, port=parts.port, user=parts.username, password=unquote(parts.password or ""),
                database="trade", charset="utf8mb4", autocommit=True,
            ) as db, db.cursor() as cursor:  # fmt: skip
                cursor.executemany(statement, rows)

        run(TABLE, [()])
        yield Erp(url, lambda rows: run("INSERT INTO order_lines VALUES (%s, %s, %s, %s, %s, %s, %s)", rows))


def _sqlite(folder: Path) -> Iterator[Erp]:
    file = folder / "erp.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute(TABLE)

    def add(rows: list[tuple[str, ...]]) -> None:
        with closing(sqlite3.connect(file)) as db:
            db.executemany("INSERT INTO order_lines VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            db.commit()

    yield Erp(f"sqlite:///{file}", add)


def test_all_then_what_is_new_then_nothing_and_the_password_is_never_told(erp: Erp, tmp_path: Path) -> None:
    frostier = Terminal(tmp_path / "home")
    mapping = tmp_path / "wms.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    said: list[Said] = []

    def import_orders() -> Any:
        words = ("import", "orders", "--db", erp.url, "--mapping", str(mapping), *FROM_THE_TABLE)
        said.append(frostier.run(*words))
        assert said[-1].code == 0, said[-1].out + said[-1].err
        return said[-1].json

    frostier("init", "--company", "蜀味冻品")
    first = import_orders()
    erp.add(LATER)
    second = import_orders()
    third = import_orders()

    assert (first["rows_read"], first["rows_loaded"], first["rows_rejected"]) == (3, 3, 0)
    assert (second["rows_read"], second["rows_loaded"]) == (1, 1)
    assert (third["new"], third["rows_read"], third["cursor"]) == (False, 0, "2026-03-07 00:10:00")
    assert [b["rows_loaded"] for b in frostier("batches", "list")["batches"]] == [3, 1]
    said += [frostier.run("batches", "show", "1"), frostier.run("runs", "list"), frostier.run("runs", "show", "1")]
    wrong = erp.url.replace("word", "guess").replace("erp.db", "none.db")
    said.append(frostier.run("import", "orders", "--db", wrong, "--mapping", str(mapping), *FROM_THE_TABLE))
    assert said[-1].code == 2
    _nowhere((PASSWORD, QUOTED_PASSWORD, "p@ss:guess", "p%40ss%3Aguess"), said, frostier.home)


@pytest.fixture(scope="module", autouse=True)
def store(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def graded_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The export of the customers where the first lines came as a file."""
    folder = tmp_path_factory.mktemp("file")
    lines = [",".join(row) for row in FIRST]
    header = "order_no,ordered_at,shop,item,qty,amount,changed_at"
    (folder / "orders.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return exported(folder, str(folder / "orders.csv"))


def exported(folder: Path, *way: str) -> bytes:
    """The export of the customers of a new company whose orders came that way."""
    mapping = folder / "wms.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    frostier = Inside(folder / "home")
    frostier("init", "--company", "蜀味冻品")
    frostier("import", "orders", *way, "--mapping", str(mapping))
    frostier("grade", "--as-of", "2026-03-31")
    frostier("customers", "export", str(folder / "customers.csv"))
    return (folder / "customers.csv").read_bytes()


def test_the_orders_of_a_database_are_graded_like_those_of_a_file(graded_file: bytes, erp: Erp, tmp_path: Path) -> None:
    query = f"SELECT * FROM order_lines WHERE order_no IN ('{FIRST[0][0]}', '{FIRST[2][0]}')"

    from_database = exported(tmp_path, "--db", erp.url, "--query", query)

    assert from_database == graded_file
    assert "wms:玉林店" in graded_file.decode("utf-8-sig")


def _nowhere(secrets: tuple[str, ...], said: list[Said], home: Path) -> None:
    """Neither on the terminal nor in any file of the home."""
    for secret in secrets:
        assert not [one for one in said if secret in one.out + one.err], secret
        kept = [file for file in home.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()]
        assert kept == [], secret
