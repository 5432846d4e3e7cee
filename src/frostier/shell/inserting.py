"""Many rows into a table of the transactional store at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection

CHUNK = 10_000


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of values as the database takes them: a model instance for each would take ten times as long."""
    names = ", ".join(connection.ops.quote_name(c) for c in columns)  # ``by`` is a word of MySQL's own
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
    left = iter(rows)
    with connection.cursor() as cursor:
        while chunk := list(islice(left, CHUNK)):
            cursor.executemany(statement, chunk)
