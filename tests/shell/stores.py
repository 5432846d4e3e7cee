"""The transactional store of a test run: a SQLite file, or a real server that ``FROSTIER_TEST_DATABASE`` names.

Server tests share one database. Before each test its rows are removed past the guards, as only the owner of the
database can, and where a test wants the small company, that company's rows are put back.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from django.db import connection
from tests.servers import mariadb_server, postgresql_server

TEST_DATABASE_VARIABLE = "FROSTIER_TEST_DATABASE"
_SERVERS = {
    "sqlite": lambda: nullcontext(""),
    "postgresql": postgresql_server,
    "mysql": mariadb_server,
}
_OF_THE_SCHEMA = {"django_migrations", "django_content_type", "auth_permission"}


def database_server(kind: str) -> Any:
    """A context with the address of a new server, empty for ``sqlite``; skips where it is not installed."""
    return _SERVERS[kind]()


def empty_the_store() -> None:
    """Remove every row but those that the schema itself brought."""
    filled = _filled_tables()
    with _unguarded() as cursor:
        if connection.vendor == "postgresql" and filled:
            cursor.execute(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")
        elif connection.vendor == "mysql":
            for table in filled:
                cursor.execute(f"TRUNCATE {table}")
        cursor.execute("INSERT INTO audit_head (id, no, seal) VALUES (1, 0, '')")  # as the schema brought it


def keep_rows(file: Path) -> None:
    """Write all rows of the store down."""
    kept = {table: _rows(table) for table in _tables()}
    file.write_bytes(pickle.dumps({table: rows for table, rows in kept.items() if rows[1]}))


def put_rows_back(file: Path) -> None:
    """Fill the empty store with the rows that ``keep_rows`` wrote down."""
    with _unguarded() as cursor:
        for table, (columns, rows) in pickle.loads(file.read_bytes()).items():
            cursor.execute(f"DELETE FROM {table}")
            names = ", ".join(connection.ops.quote_name(column) for column in columns)
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
    _count_on()


def _count_on() -> None:
    """Let the numbers of new rows follow those that were put back."""
    from django.apps import apps
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(set(connection.introspection.table_names(cursor)) - _OF_THE_SCHEMA)


def _filled_tables() -> list[str]:
    looks = [f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in _tables()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        return [str(table) for (table,) in cursor.fetchall()]


def _rows(table: str) -> tuple[list[str], list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return [column[0] for column in cursor.description], cursor.fetchall()


@contextmanager
def _unguarded() -> Iterator[Any]:
    """A cursor of the database's owner, whom neither triggers nor foreign keys hold up."""
    off, on = {
        "postgresql": ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT"),
        "mysql": ("SET foreign_key_checks = 0", "SET foreign_key_checks = 1"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(off)
        yield cursor
        cursor.execute(on)
