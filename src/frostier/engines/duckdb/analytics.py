"""Expressions executed on DuckDB, and results kept as immutable Parquet snapshots.

A snapshot is a directory ``<published>/<name>/`` with one Parquet file a table. It is written under
``<name>.partial`` and renamed once, so a reader sees all of it or nothing. Expressions are compiled by Ibis
and run through DuckDB's own API.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.formats.pyarrow import PyArrowSchema

from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text

PARTIAL = ".partial"
_COMPRESSION = "COMPRESSION zstd, COMPRESSION_LEVEL 1"


def compiled(expression: ibis.Table) -> str:
    """The expression as DuckDB SQL."""
    return str(ibis.to_sql(expression, dialect="duckdb", pretty=False))


def quoted(name: str) -> str:
    """A SQL identifier, safe for any name."""
    return '"' + name.replace('"', '""') + '"'


class DuckDBWorkspace:
    """One directory of result tables, seen through one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, directory: Path, name: str) -> None:
        self.name = name
        self._connection = connection
        self._directory = directory
        self._views: list[str] = []
        self._registered: list[str] = []
        for file in sorted(directory.glob("*.parquet")):
            self._show(file.stem)

    def write(self, table: str, expression: ibis.Table, *, sort_by: Sequence[str] = ()) -> int:
        """Execute the expression into ``<table>.parquet``; the number of rows."""
        order = f" ORDER BY {', '.join(map(quoted, sort_by))}" if sort_by else ""
        target = str(self._directory / f"{table}.parquet").replace("'", "''")
        self._connection.execute(
            f"COPY (SELECT * FROM ({compiled(expression)}){order}) TO '{target}' (FORMAT parquet, {_COMPRESSION})"
        )
        self._show(table)
        return self.count(table)

    def put(self, table: str, rows: Any, schema: ibis.Schema) -> None:
        """Show rows under a name, for this workspace only."""
        if isinstance(rows, list):
            rows = pa.Table.from_pylist(rows, schema=schema.to_pyarrow())
        self._connection.register(table, rows)
        self._registered.append(table)

    def rows(self, expression: ibis.Table) -> list[dict[str, Any]]:
        """The result as plain rows."""
        cursor = self._connection.execute(compiled(expression))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def columns(self, expression: ibis.Table) -> Any:
        """The result as a pyarrow table."""
        return self._connection.sql(compiled(expression)).to_arrow_table()

    def count(self, table: str) -> int:
        """How many rows a table of this workspace has."""
        # All rows are fetched: a result left open would keep the connection from showing tables.
        [(number,)] = self._connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchall()
        return int(number)

    def tables(self) -> Mapping[str, ibis.Schema]:
        """The kept tables with their schemas, read from the files."""
        return {name: self._schema(name) for name in self._views}

    def close(self) -> None:
        """Take the views and registrations off the connection."""
        for name in self._views:
            self._connection.execute(f"DROP VIEW IF EXISTS {quoted(name)}")
        for name in self._registered:
            self._connection.unregister(name)

    def _show(self, table: str) -> None:
        source = str(self._directory / f"{table}.parquet").replace("'", "''")
        self._connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {quoted(table)} AS SELECT * FROM read_parquet('{source}')"
        )
        if table not in self._views:
            self._views.append(table)

    def _schema(self, table: str) -> ibis.Schema:
        schema: ibis.Schema = PyArrowSchema.to_ibis(pq.read_schema(self._directory / f"{table}.parquet"))
        return schema


class DuckDBDraft(DuckDBWorkspace):
    """A snapshot in the making."""

    published = False

    def publish(self) -> str:
        """Rename the directory to its final name; from then on it never changes."""
        self._directory.rename(self._directory.with_name(self.name))
        self._directory = self._directory.with_name(self.name)
        for table in self._views:
            self._show(table)
        self.published = True
        return self.name


class DuckDBAnalytics:
    """Drafts and snapshots under one directory.

    ``writer`` gives the warehouse's connection (which sees the facts); readers of snapshots get an in-memory
    connection of their own, so a grading never blocks them.
    """

    def __init__(
        self, published: Path, writer: Callable[[], duckdb.DuckDBPyConnection], *, memory_limit_gb: float = 4.0
    ) -> None:
        self._published = published
        self._writer = writer
        self._memory_limit_gb = memory_limit_gb
        published.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def draft(self, name: str) -> Iterator[DuckDBDraft]:
        """A new workspace over the facts; left without ``publish`` it is removed."""
        directory = self._published / f"{name}{PARTIAL}"
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        draft = DuckDBDraft(self._writer(), directory, name)
        try:
            yield draft
        finally:
            draft.close()
            if not draft.published:
                shutil.rmtree(directory, ignore_errors=True)

    @contextmanager
    def snapshot(self, name: str, *, with_facts: bool = False) -> Iterator[DuckDBWorkspace]:
        """A published workspace, read-only."""
        directory = self._published / name
        if not directory.is_dir():
            raise NotFound(
                Text(f"分层结果 {name} 已不在磁盘上。", f"The results {name} are no longer on disk."),
                next_step=Text("请重新运行 frostier grade。", "Run frostier grade again."),
            )
        connection = self._writer() if with_facts else self._reader()
        workspace = DuckDBWorkspace(connection, directory, name)
        try:
            yield workspace
        finally:
            workspace.close()
            if not with_facts:
                connection.close()

    def remove_unpublished(self, keep: Iterable[str]) -> Sequence[str]:
        """Remove every directory that is not to be kept; the names removed."""
        kept = set(keep)
        stray = [
            d
            for d in sorted(self._published.iterdir())
            if d.is_dir() and not d.name.startswith(".") and d.name not in kept
        ]
        for directory in stray:
            shutil.rmtree(directory, ignore_errors=True)
        return [d.name for d in stray]

    def _reader(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(
            ":memory:",
            config={
                "memory_limit": f"{self._memory_limit_gb}GB",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "temp_directory": str(self._published / ".spill"),
            },
        )
