"""What a process shows of live revisions: the published table, with the rows that came since in place of the old ones.

The rows of a snapshot's revisions are kept in memory, each with the revision that brought it and the one that replaced
it. So the step from one revision to the next costs the rows that changed, and earlier ones stay readable for a while.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import duckdb
import pyarrow as pa

from frostier.engines.duckdb.connection import transaction
from frostier.engines.duckdb.revisions import GONE, KEY, REVISION, Part, Revision, parts_of, rows_since
from frostier.engines.duckdb.running import quoted

READABLE_SECONDS = 300.0
"""So long an earlier revision stays readable in this process …"""

BUSY_SECONDS = 30.0
"""… and at least so long where very much changes."""

REPLACED_KEPT = 20_000
"""Replaced rows are not a burden up to this many."""


@dataclass
class Overlay:
    """One table of one snapshot over which rows are laid; ``show`` gives the view of a revision.

    ``beneath`` is the published table (SQL), ``key`` the column by which its rows give way, ``row_key`` the one by
    which later rows replace earlier ones. Safe to use from several threads, each with a cursor of its own.
    """

    published: Path
    base: str
    table: str
    beneath: str
    columns: Sequence[str]
    key: str = KEY
    row_key: str = KEY
    busy_seconds: float = BUSY_SECONDS
    replaced_kept: int = REPLACED_KEPT
    _shown: dict[int, float] = field(default_factory=dict)  # revision → since when it can be read
    _loaded: int = 0
    _made: int = 0
    _bare: bool = True  # no revision has laid a row over the table
    _lock: Lock = field(default_factory=Lock)

    def show(self, cursor: duckdb.DuckDBPyConnection, number: int) -> str:
        """The view (its name in ``memory.main``) that shows the table as of a revision.

        An earlier revision that this process has passed by is shown as the first one after it that it knows. Raises
        ``NotFound`` where the files of a later one are gone.
        """
        with self._lock:
            if number > self._loaded:
                self._advance(cursor, number)
            return self._view(min(n for n in self._shown if n >= number))

    def select(self, number: int, columns: Sequence[str]) -> str | None:
        """The query for these columns of a shown revision; ``None`` where it is not shown (any more)."""
        with self._lock:
            return self._query(number, columns) if number in self._shown else None

    @property
    def is_bare(self) -> bool:
        """Whether all revisions that were shown so far show the table itself."""
        return self._bare

    def drop(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Forget all revisions."""
        with self._lock:
            self._hide(cursor, list(self._shown))
            if self._made:
                cursor.execute(f"DROP TABLE IF EXISTS {self._rows}")

    @property
    def _rows(self) -> str:
        return f"memory.main.{quoted(f'{self.base} {self.table} live {self._made}')}"

    def laid_over(self, number: int) -> str | None:
        """The view of whose rows (by key) a shown revision brought; ``None`` where it is not shown."""
        with self._lock:
            return self._laid_over(number) if number in self._shown else None

    def _view(self, number: int) -> str:
        return f"{self.base}@{number} {self.table}"

    def _laid_over(self, number: int) -> str:
        return f"{self._view(number)} laid over"

    def _advance(self, cursor: duckdb.DuckDBPyConnection, number: int) -> None:
        parts: Sequence[Part] = parts_of(self.published, Revision(self.base, number)).get(self.table, ())
        fresh = rows_since(self.published, self.base, parts, self._loaded, self.row_key)
        if not self._made:
            self._make(cursor)
        if fresh is not None and fresh.num_rows:
            self._lay(cursor, fresh, number)
            self._bare = False
        self._loaded = number
        self._shown[number] = time.monotonic()
        self._create_view(cursor, number)
        self._let_go(cursor)

    def _make(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._made += 1
        cursor.execute(
            f"CREATE TABLE {self._rows} AS SELECT {self._kept()}, false AS {GONE}, 0::BIGINT AS since, "
            f"NULL::BIGINT AS until FROM {self.beneath} LIMIT 0"
        )

    def _lay(self, cursor: duckdb.DuckDBPyConnection, fresh: pa.Table, number: int) -> None:
        cursor.register("fresh_rows", fresh)
        try:
            with transaction(cursor):
                cursor.execute(
                    f"UPDATE {self._rows} SET until = {number} "
                    f"WHERE until IS NULL AND {self.row_key} IN (SELECT {self.row_key} FROM fresh_rows)"
                )
                cursor.execute(
                    f"INSERT INTO {self._rows} BY NAME "
                    f"SELECT * EXCLUDE ({REVISION}), {number}::BIGINT AS since FROM fresh_rows"
                )
        finally:
            cursor.unregister("fresh_rows")

    def _create_view(self, cursor: duckdb.DuckDBPyConnection, number: int) -> None:
        view = f"memory.main.{quoted(self._view(number))}"
        cursor.execute(f"CREATE OR REPLACE VIEW {view} AS {self._query(number, self.columns)}")
        over = f"memory.main.{quoted(self._laid_over(number))}"
        cursor.execute(
            f"CREATE OR REPLACE VIEW {over} AS SELECT DISTINCT {self.row_key} FROM {self._rows} WHERE since <= {number}"
        )

    def _query(self, number: int, columns: Sequence[str]) -> str:
        known, listed = f"since <= {number}", ", ".join(map(quoted, columns))
        return (
            f"SELECT {listed} FROM {self.beneath} b "
            f"ANTI JOIN (SELECT {self.key} FROM {self._rows} WHERE {known}) r ON b.{self.key} = r.{self.key} "
            f"UNION ALL SELECT {listed} FROM {self._rows} "
            f"WHERE {known} AND (until IS NULL OR until > {number}) AND NOT {GONE}"
        )

    def _kept(self) -> str:
        return ", ".join(map(quoted, dict.fromkeys((*self.columns, self.row_key))))

    def _let_go(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Hide the revisions that nobody reads any more, and forget rows that none of the others shows."""
        replaced = self._count(cursor, f"until <= {self._loaded}")
        patience = self.busy_seconds if replaced > self.replaced_kept else READABLE_SECONDS
        now = time.monotonic()
        self._hide(cursor, [n for n, since in self._shown.items() if n != self._loaded and now - since > patience])
        forgettable = self._count(cursor, f"until <= {min(self._shown)}")
        if forgettable > max(self.replaced_kept, self._count(cursor, "until IS NULL")):
            self._forget_replaced(cursor)

    def _forget_replaced(self, cursor: duckdb.DuckDBPyConnection) -> None:
        # Deleting rows would not give their memory back; a new table does.
        old = self._rows
        self._made += 1
        cursor.execute(
            f"CREATE TABLE {self._rows} AS SELECT * FROM {old} WHERE until IS NULL OR until > {min(self._shown)}"
        )
        for number in self._shown:
            self._create_view(cursor, number)
        cursor.execute(f"DROP TABLE {old}")

    def _hide(self, cursor: duckdb.DuckDBPyConnection, numbers: Sequence[int]) -> None:
        for number in numbers:
            del self._shown[number]
            for view in (self._view(number), self._laid_over(number)):
                cursor.execute(f"DROP VIEW IF EXISTS memory.main.{quoted(view)}")

    def _count(self, cursor: duckdb.DuckDBPyConnection, which: str) -> int:
        [(number,)] = cursor.execute(f"SELECT count(*) FROM {self._rows} WHERE {which}").fetchall()
        return int(number)
