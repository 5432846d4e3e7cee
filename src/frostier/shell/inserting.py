"""Many rows into a table of the transactional store at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from frostier.shell.portions import in_portions

AT_ONCE = 10_000


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of values as the database takes them: a model instance for each would take ten times as long."""
    names = ", ".join(connection.ops.quote_name(c) for c in columns)  # ``by`` is a word of MySQL's own
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for portion in in_portions(rows, AT_ONCE):
            cursor.executemany(statement, portion)


def insert_new(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, without learning their numbers: a third of what ``bulk_create`` takes."""
    if not rows:
        return
    told = [field for field in rows[0]._meta.concrete_fields if not field.primary_key]
    names = [str(field.column) for field in told]
    insert_rows(rows[0]._meta.db_table, names, (tuple(_prepared(row, field) for field in told) for row in rows))


def _prepared(row: models.Model, field: models.Field[Any, Any]) -> Any:
    """The value as the database takes it; text and numbers are taken as they are."""
    value = getattr(row, field.attname)
    if value is None or isinstance(field, models.CharField | models.IntegerField):
        return value
    return field.get_db_prep_save(value, connection)
