"""Database files beside the warehouse, for as long as they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from frostier.engines.duckdb.running import quoted_path


@contextmanager
def new_file(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> Iterator[None]:
    """A new database file under a name, complete on disk when the context is left."""
    path.unlink(missing_ok=True)
    with _attached(connection, f"{quoted_path(path)} AS {name}", name):
        yield


@contextmanager
def attached(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> Iterator[None]:
    """A database file under a name, only to be read."""
    with _attached(connection, f"{quoted_path(path)} AS {name} (READ_ONLY)", name):
        yield


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, what: str, name: str) -> Iterator[None]:
    connection.execute(f"ATTACH {what}")
    try:
        yield
    finally:
        connection.execute(f"DETACH {name}")
