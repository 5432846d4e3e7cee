"""Opening a DuckDB file the way Frostier needs it: offline, in UTC, within a memory bound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from frostier.kernel.errors import Conflict
from frostier.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Resources:
    """What one engine may use. ``memory_gb`` bounds memory; beyond it DuckDB spills beside the file."""

    memory_gb: float = 4.0
    threads: int | None = None


def open_connection(path: Path | None, resources: Resources | None = None) -> duckdb.DuckDBPyConnection:
    """A connection to the file (``None``: in memory); raises ``Conflict`` when another process holds it."""
    try:
        connection = duckdb.connect(str(path) if path else ":memory:", config=_config(path, resources or Resources()))
    except duckdb.IOException as error:
        if "lock" not in str(error).lower():
            raise
        raise Conflict(
            Text(f"另一个进程正在使用 {path}。", f"Another process is using {path}."),
            next_step=Text("等它结束，或先停止它。", "Wait until it ends, or stop it first."),
        ) from error
    # Business days are computed with named zones; nothing may depend on the machine's own zone.
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def rows_changed(connection: duckdb.DuckDBPyConnection, order: str) -> int:
    """Carry out an order that fills, makes or empties a table; of how many rows."""
    [(rows,)] = connection.execute(order).fetchall()
    return int(rows)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing: committed at the end, rolled back on any error."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        # An error inside DuckDB may have ended the transaction already.
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def undone(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """A transaction that is always rolled back: what happens in it was only tried."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    finally:
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")


def _config(path: Path | None, resources: Resources) -> dict[str, str]:
    config = {
        # Nothing is ever fetched from a network behind the operator's back.
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": f"{resources.memory_gb:g}GB",
    }
    if resources.threads:
        config["threads"] = str(resources.threads)
    if path:
        config["temp_directory"] = f"{path}.tmp"
    return config
