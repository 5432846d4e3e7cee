"""Many rows into a table of the transactional store at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from frostier.shell.portions import in_portions

AT_ONCE = 10_000


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of values as the database takes them: a model instance for each would take ten times as long."""
    names = ", ".join(connection.ops.quote_name(c) for c in columns)  # ``by`` is a word of MySQL's own
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for portion in in_portions(rows, AT_ONCE):
            cursor.executemany(statement, portion)
