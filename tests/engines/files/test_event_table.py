"""Events of a table are read beyond the last one seen."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from frostier.engines.files.event_table import EventTable
from frostier.kernel.errors import InvalidInput


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "shop.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE outbox (id INTEGER PRIMARY KEY, body TEXT)")
        connection.executemany("INSERT INTO outbox (body) VALUES (?)", [('{"n": 1.50}',), ("no json",), (None,)])
    return file


def table(database: Path, tmp_path: Path, column: str = "body") -> EventTable:
    return EventTable(f"sqlite:///{database}", tmp_path, "outbox", "id", column)


def test_rows_beyond_the_bookmark_are_read(database: Path, tmp_path: Path) -> None:
    source = table(database, tmp_path)

    first = source.read("", 10)
    with sqlite3.connect(database) as connection:
        connection.execute("INSERT INTO outbox (body) VALUES ('{\"n\": 2}')")
    then = source.read(first.bookmark, 10)

    assert first.events == [{"n": Decimal("1.50")}, "no json", ""]
    assert then.events == [{"n": 2}]
    assert source.read(then.bookmark, 10).bookmark == then.bookmark


def test_a_column_that_is_not_there_is_named(database: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="nothing"):
        table(database, tmp_path, "nothing").read("", 10)
