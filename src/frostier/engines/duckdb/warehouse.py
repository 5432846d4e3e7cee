"""The warehouse on one DuckDB file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from frostier.engines.duckdb.connection import Resources, open_connection, transaction
from frostier.engines.duckdb.facts import differences, refresh
from frostier.engines.duckdb.known_keys import KnownKeys
from frostier.engines.duckdb.live import DuckDBLiveFacts, loaded_up_to
from frostier.engines.duckdb.loading import BatchLoad
from frostier.engines.duckdb.marking import forget_batch
from frostier.engines.duckdb.parsing import define_parsers
from frostier.engines.duckdb.schema import ENTITIES, create_tables
from frostier.flows.ports import JsonObject, RowSource, Run
from frostier.kernel.text import Text
from frostier.sources.mapping import Mapping as ImportMapping


class DuckDBWarehouse:
    """Records, their history and the facts in one file; one process at a time, which alone may write.

    ``zone`` is the company's time zone, ``today`` the company's business day (asked at every load). Raises
    ``Conflict`` when another process holds the file.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        zone: ZoneInfo,
        today: Callable[[], date],
        resources: Resources | None = None,
    ) -> None:
        self._zone = zone
        self._today = today
        self.connection: duckdb.DuckDBPyConnection = open_connection(path, resources)
        define_parsers(self.connection)
        create_tables(self.connection)

    # ── batches ─────────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def load(
        self,
        batch_no: int,
        entity: str,
        source: str,
        mapping: JsonObject,
        rows: RowSource,
        *,
        replaces: int | None = None,
        corrects: int | None = None,
    ) -> Iterator[BatchLoad]:
        """A load of one batch; ``replaces`` names a batch that is undone in the same transaction.

        ``corrects`` says that the rows belong to orders that another batch brought: lines without a number of their
        own are numbered after the lines that are there.
        """
        plan = ImportMapping.from_data({**mapping, "entity": entity, "source": source})
        load = BatchLoad(
            self.connection,
            batch_no,
            plan,
            rows,
            zone=self._zone,
            today=self._today(),
            replaces=replaces,
            corrects=corrects,
        )
        try:
            yield load
        finally:
            load.close()

    def has_batch(self, batch_no: int) -> bool:
        """Whether the batch is loaded now: not before its commit, no longer after its undoing."""
        return self._number("SELECT count(*) FROM loaded_batch WHERE batch_no = ?", batch_no) > 0

    def report_of(self, batch_no: int) -> JsonObject:
        """The report that was committed with a loaded batch; empty when it is not loaded."""
        row = self.connection.execute("SELECT report FROM loaded_batch WHERE batch_no = ?", [batch_no]).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def undo(self, batch_no: int, run: Run) -> Mapping[str, int]:
        """Take a batch back; the versions that it replaced stand again. Doing it twice does nothing."""
        run.step(Text("撤销批次", "Take the batch back"))
        with transaction(self.connection):
            counts = forget_batch(self.connection, batch_no)
            run.checkpoint()
        return counts

    # ── facts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def refresh_facts(self, run: Run, *, full: bool = False, season: bool = True) -> Mapping[str, int]:
        """Bring dimensions and facts up to date; ``full`` recomputes everything, whatever has changed.

        Without ``season`` the figures of whole populations stay as they are, and stay marked as stale.
        """
        run.step(Text("更新事实表", "Bring the facts up to date"))
        with transaction(self.connection):
            return refresh(self.connection, run, full=full, season=season)

    def live(self, known: KnownKeys | None = None) -> DuckDBLiveFacts:
        """The open warehouse as the live loop writes it; ``known`` is worth keeping from one opening to the next."""
        return DuckDBLiveFacts(self.connection, zone=self._zone, today=self._today, known=known)

    def fingerprint(self) -> str:
        """Of the loaded batches and events: equal fingerprints mean equal facts."""
        rows = self.connection.execute("SELECT batch_no, entity, source FROM loaded_batch ORDER BY batch_no").fetchall()
        position = loaded_up_to(self.connection)
        if position:
            rows.append((position,))
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    def imports(self) -> str:
        """A fingerprint of the loaded batches alone, without what live events brought."""
        rows = self.connection.execute(
            "SELECT batch_no, entity, source FROM loaded_batch ANTI JOIN live_batch USING (batch_no) ORDER BY batch_no"
        ).fetchall()
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    def fact_differences(self, run: Run) -> Mapping[str, int]:
        """Rows per fact and dimension table that differ from a full recomputation; nothing is changed."""
        run.step(Text("全量重算事实表并比较", "Recompute all facts and compare"))
        return differences(self.connection, run)

    def last_order_day(self) -> date | None:
        """The business day of the newest order line that is loaded."""
        row = self.connection.execute("SELECT max(order_day) FROM order_line").fetchone()
        return row[0] if row else None

    def counts(self) -> Mapping[str, int]:
        """Current records by entity, anonymous order lines, customers, SKUs and batches."""
        stored = {name: self._number(f"SELECT count(*) FROM {e.table}") for name, e in ENTITIES.items()}
        return stored | {
            "anonymous_lines": self._number("SELECT count(*) FROM order_line WHERE record_key IS NULL"),
            "graded_customers": self._number("SELECT count(*) FROM dim_customer"),
            "graded_skus": self._number("SELECT count(*) FROM dim_sku"),
            "batches": self._number("SELECT count(*) FROM loaded_batch"),
        }

    # ── the connection ──────────────────────────────────────────────────────────────────────────────────────────

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A second connection to the same open file, for reading beside the writer."""
        return self.connection.cursor()

    def interrupt(self) -> None:
        """Stop the statement that is running, from another thread."""
        self.connection.interrupt()

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def _number(self, query: str, *values: object) -> int:
        row = self.connection.execute(query, list(values)).fetchone()
        return int(row[0]) if row else 0
