"""Many rows into a table of the transactional store at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, models

from frostier.shell.portions import in_portions

M = TypeVar("M", bound=models.Model)

AT_ONCE = 10_000


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of values as the database takes them: a model instance for each would take ten times as long."""
    names = ", ".join(connection.ops.quote_name(c) for c in columns)  # ``by`` is a word of MySQL's own
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for portion in in_portions(rows, AT_ONCE):
            cursor.executemany(statement, portion)


@dataclass(frozen=True, slots=True)
class Prepared(Generic[M]):
    """A new row of a model with its values as the database takes them; worked out before others have to wait for it."""

    row: M
    values: tuple[Any, ...]


def prepared(row: M) -> Prepared[M]:
    """The row, ready to be written by ``insert_prepared``."""
    return Prepared(row, tuple(_value(row, field) for field in _written(row)))


def insert_prepared(rows: Sequence[Prepared[M]]) -> None:
    """Insert new rows of one model, without learning their numbers: a third of what ``bulk_create`` takes."""
    if rows:
        model = rows[0].row
        insert_rows(model._meta.db_table, [str(f.column) for f in _written(model)], (one.values for one in rows))


def _written(row: models.Model) -> list[models.Field[Any, Any]]:
    return [field for field in row._meta.concrete_fields if not field.primary_key]


def _value(row: models.Model, field: models.Field[Any, Any]) -> Any:
    """The value as the database takes it; text and numbers are taken as they are."""
    value = getattr(row, field.attname)
    if value is None or isinstance(field, models.CharField | models.IntegerField):
        return value
    return field.get_db_prep_save(value, connection)
