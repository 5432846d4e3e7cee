"""Expressions executed on DuckDB, and results kept as immutable Parquet snapshots.

A snapshot is a directory ``<published>/<name>/`` with one Parquet file a table. It is written under
``<name>.partial`` and renamed once, so a reader sees all of it or nothing. Expressions are compiled by Ibis
and run through DuckDB's own API. What questions are answered from is laid out beside them, see ``serving``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path

import duckdb
import ibis
import pyarrow.parquet as pq
from ibis.formats.pyarrow import PyArrowSchema

from frostier.engines.duckdb.connection import Resources
from frostier.engines.duckdb.live_results import DuckDBLiveResults
from frostier.engines.duckdb.published import (
    DuckDBPublished,
    ServedWorkspace,
    reading_connection,
    snapshot_directory,
)
from frostier.engines.duckdb.rolling_up import write_rollups
from frostier.engines.duckdb.running import Tables, compiled, quoted, quoted_path
from frostier.engines.duckdb.scratch import BlankWorkspace, ScratchWorkspace
from frostier.engines.duckdb.serving import (
    FACTS,
    FACTS_PREFIX,
    PARTIAL,
    PROFILE,
    remove_unused_facts,
    thin_out,
    write_facts,
    write_profile,
)

_COMPRESSION = "COMPRESSION zstd, COMPRESSION_LEVEL 1"


class DuckDBWorkspace(Tables):
    """One directory of result tables, seen through one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, directory: Path, name: str) -> None:
        super().__init__(connection, name)
        self._directory = directory
        self._views: dict[str, ibis.Schema] = {}
        for file in sorted(directory.glob("*.parquet")):
            self._show(file.stem)

    def write(self, table: str, expression: ibis.Table, *, sort_by: Sequence[str] = ()) -> int:
        """Execute the expression into ``<table>.parquet``; the number of rows."""
        order = f" ORDER BY {', '.join(map(quoted, sort_by))}" if sort_by else ""
        target = quoted_path(self._directory / f"{table}.parquet")
        self._connection.execute(
            f"COPY (SELECT * FROM ({compiled(expression)}){order}) TO {target} (FORMAT parquet, {_COMPRESSION})"
        )
        self._show(table)
        return self.count(table)

    def tables(self) -> Mapping[str, ibis.Schema]:
        """The kept tables with their schemas, read from the files."""
        return dict(self._views)

    def close(self) -> None:
        """Take the views and registrations off the connection."""
        for name in self._views:
            self._connection.execute(f"DROP VIEW IF EXISTS {quoted(name)}")
        for name in self._registered:
            self._connection.unregister(name)

    def _show(self, table: str) -> None:
        source = quoted_path(self._directory / f"{table}.parquet")
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(table)} AS SELECT * FROM read_parquet({source})")
        self._views[table] = PyArrowSchema.to_ibis(pq.read_schema(self._directory / f"{table}.parquet"))


class DuckDBDraft(DuckDBWorkspace):
    """A snapshot in the making."""

    published = False

    def publish(self, *, facts: str | None = None, as_of: date | None = None) -> str:
        """Rename the directory to its final name; from then on it never changes.

        ``facts`` lays out ``features``, ``tags`` and ``tiers`` for questions, with the facts of that fingerprint;
        ``as_of`` adds up the rollups too.
        """
        if facts is not None:
            published = self._directory.parent
            beneath = write_facts(self._connection, published, facts)
            write_profile(self._connection, self._directory, beneath)
            if as_of is not None:
                tags = [tag for tag in self._views["tags"].names if tag != "customer_id"]
                write_rollups(self._connection, self._directory / PROFILE, published / beneath / FACTS, tags, as_of)
        self._directory.rename(self._directory.with_name(self.name))
        self._directory = self._directory.with_name(self.name)
        for table in self._views:
            self._show(table)
        self.published = True
        return self.name


class DuckDBAnalytics:
    """Drafts and snapshots under one directory.

    ``writer`` gives the warehouse's connection (which sees the facts); readers of snapshots get an in-memory
    connection of their own, so a grading never blocks them. ``keep`` gradings stay laid out for questions.
    """

    def __init__(
        self,
        published: Path,
        writer: Callable[[], duckdb.DuckDBPyConnection],
        *,
        resources: Resources | None = None,
        keep: int = 24,
    ) -> None:
        self._published = published
        self._writer = writer
        self._resources = resources or Resources()
        self._keep = keep
        published.mkdir(parents=True, exist_ok=True)

    @cached_property
    def published(self) -> DuckDBPublished:
        """The published results as tables."""
        return DuckDBPublished(self._published, self._resources)

    @cached_property
    def live(self) -> DuckDBLiveResults:
        """The live revisions of the published results."""
        return DuckDBLiveResults(self._published, self.published)

    def scratch(self) -> ScratchWorkspace:
        """A workspace in memory over the facts, for live evaluation."""
        return ScratchWorkspace(self._writer())

    def blank(self) -> BlankWorkspace:
        """A workspace in memory over no facts, to prepare a live evaluation in; the warehouse stays closed."""
        return BlankWorkspace()

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
    def snapshot(self, name: str) -> Iterator[DuckDBWorkspace]:
        """A published workspace, read-only."""
        directory = snapshot_directory(self._published, name)
        connection = reading_connection(self._published, self._resources)
        workspace = DuckDBWorkspace(connection, directory, name)
        try:
            yield workspace
        finally:
            workspace.close()
            connection.close()

    def served(self, name: str) -> AbstractContextManager[ServedWorkspace]:
        """A published workspace laid out for questions about few customers, with the facts where they are kept."""
        return self.published.workspace(name)

    def remove_unpublished(self, keep: Iterable[str]) -> Sequence[str]:
        """Remove every directory that is not to be kept (oldest first), and facts out of use; the names removed."""
        kept = list(keep)
        stray = [d for d in sorted(self._published.iterdir()) if _is_snapshot(d) and d.name not in kept]
        for directory in stray:
            shutil.rmtree(directory, ignore_errors=True)
        return [*(d.name for d in stray), *remove_unused_facts(self._published, kept)]

    def thin_out(self, snapshots: Sequence[str]) -> None:
        """Keep the newest of these snapshots (oldest first) laid out for questions, and the facts they stand on."""
        thin_out(self._published, snapshots, self._keep)

    def close(self) -> None:
        """Let go of the published files."""
        self.__dict__.pop("live", None)
        published = self.__dict__.pop("published", None)
        if published is not None:
            published.close()


def _is_snapshot(directory: Path) -> bool:
    return directory.is_dir() and not directory.name.startswith((".", FACTS_PREFIX))
