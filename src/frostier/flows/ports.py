"""What the flows need from the world. Engines and the shell implement these; tests use fakes.

Two stores, one rule. The warehouse (facts) and the transactional store (batches, schemes, ledger, runs) commit
separately, so every flow writes an intent to the transactional store first, then the warehouse commits with the
id of the intent, then the intent is closed. After a crash the warehouse is asked whether it holds the id, and
the intent is finished or undone accordingly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from frostier.kernel.text import Text

if TYPE_CHECKING:
    import ibis

    from frostier.sources.mapping import FileOptions

JsonObject = dict[str, Any]


# ── the run: progress, log, cancellation ────────────────────────────────────────────────────────────────────────


class Run(Protocol):
    """The run that a flow works in. Every call is cheap; ``checkpoint`` raises ``RunCancelled`` when asked to stop."""

    @property
    def id(self) -> int: ...

    def step(self, name: Text, *, total: int | None = None) -> None:
        """Begin the next step; ``total`` is in whatever ``advance`` counts."""

    def advance(self, amount: int = 1) -> None: ...

    def log(self, message: Text) -> None: ...

    def count(self, name: str, value: int) -> None:
        """Record a figure of the run (rows read, customers graded, …)."""

    def checkpoint(self) -> None: ...


class Clock(Protocol):
    """The one source of now."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""

    def today(self) -> date:
        """The company's business day."""


# ── import batches and quarantine ───────────────────────────────────────────────────────────────────────────────

BatchState = Literal["loading", "loaded", "undone", "aborted"]


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """What is known of an import before its rows are read."""

    entity: str
    source: str
    file_name: str
    content_hash: str  # of the file's bytes, or of the query result
    mapping: JsonObject
    mapping_hash: str
    run_id: int
    replaces: int | None = None  # the batch that this one takes the place of
    corrects: int | None = None  # the batch whose quarantined rows this one re-submits


@dataclass(frozen=True, slots=True)
class Batch:
    """One import as the transactional store knows it; ``report`` is the quality report once loaded."""

    no: int
    draft: BatchDraft
    state: BatchState
    created_at: datetime
    report: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row in quarantine: where it stood, which field failed, why, and its raw text values."""

    batch_no: int
    row_no: int
    field: str
    code: str
    reason: Text
    raw: Mapping[str, str | None]
    id: int | None = None
    state: Literal["open", "resubmitted", "dismissed"] = "open"


class BatchStore(Protocol):
    """Import batches and quarantine (transactional)."""

    def active_duplicate(self, entity: str, source: str, content_hash: str, mapping_hash: str) -> Batch | None: ...
    def open(self, draft: BatchDraft) -> Batch: ...
    def quarantine(self, batch_no: int, rows: Iterable[RejectedRow]) -> int: ...
    def mark_loaded(self, batch_no: int, report: JsonObject) -> Batch: ...
    def mark_aborted(self, batch_no: int, why: Text) -> None:
        """Forget a batch that never reached the warehouse, its quarantined rows included."""

    def mark_undone(self, batch_no: int, run_id: int) -> None:
        """Close its open quarantined rows too."""

    def get(self, batch_no: int) -> Batch: ...
    def list(self, *, entity: str | None = None, state: BatchState | None = None) -> Sequence[Batch]: ...
    def rejected(
        self, *, batch_no: int | None = None, state: str = "open", limit: int | None = None
    ) -> Iterator[RejectedRow]: ...
    def rejected_count(self, *, batch_no: int | None = None, state: str = "open") -> int: ...
    def mark_resubmitted(self, row_ids: Sequence[int], by_batch: int) -> None: ...
    def cursor(self, source: str, entity: str) -> str | None:
        """How far an incremental SQL import has read."""

    def save_cursor(self, source: str, entity: str, value: str) -> None: ...


# ── the warehouse ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RowSource:
    """Rows of text ready for the warehouse to read.

    ``relation`` is a SQL relation (FROM clause text) made by :mod:`frostier.engines.files` over local files, all
    columns VARCHAR (or typed where the file is typed), in file order. ``row_number_sql`` gives the data row number
    from 1. ``columns`` are the headers as the person sees them and ``sql_columns`` the same positions as SQL
    names. ``rejects`` are rows that the reader itself could not split. ``found`` says how the file was opened in the
    end, ``sheets`` which sheets a workbook has.
    """

    relation: str
    row_number_sql: str
    columns: tuple[str, ...]
    sql_columns: tuple[str, ...]
    file_name: str
    content_hash: str
    notes: tuple[Text, ...] = ()
    rejects: tuple[RejectedRow, ...] = ()
    cursor_value: str | None = None
    found: FileOptions | None = None
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """What validating a batch gave. ``report`` accounts for every row that was read."""

    rows_read: int
    rows_loaded: int
    rows_rejected: int
    flags: Mapping[str, int]
    report: JsonObject


class Load(Protocol):
    """One batch on its way into the warehouse; nothing is visible until ``commit``."""

    def validate(self, run: Run) -> LoadOutcome: ...
    def rejects(self) -> Iterator[RejectedRow]: ...
    def preview(self, limit: int) -> list[JsonObject]: ...
    def commit(self, run: Run, report: JsonObject | None = None) -> None:
        """Make the rows current; ``report`` is kept with the commit mark, see ``Warehouse.report_of``."""


class Warehouse(Protocol):
    """Facts and their history. Its state is a pure function of the loaded batches in order of their number."""

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
    ) -> AbstractContextManager[Load]:
        """A transaction; leaving the context without ``commit`` leaves nothing behind.

        ``replaces``: a batch that is undone in the same transaction. ``corrects``: the batch whose rows come in again.
        """

    def has_batch(self, batch_no: int) -> bool: ...
    def report_of(self, batch_no: int) -> JsonObject:
        """The report that was committed with a loaded batch."""

    def undo(self, batch_no: int, run: Run) -> Mapping[str, int]: ...
    def refresh_facts(self, run: Run) -> Mapping[str, int]:
        """Bring dimensions and facts up to date with the clean records; touches only what changed."""

    def last_order_day(self) -> date | None: ...
    def fingerprint(self) -> str:
        """Of the loaded batches: equal fingerprints mean equal facts."""

    def fact_differences(self, run: Run) -> Mapping[str, int]:
        """Rows per fact and dimension table that differ from a full recomputation over the clean records."""

    def counts(self) -> Mapping[str, int]: ...


# ── grading ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SchemeVersion:
    """One kept version of a scheme; ``definition`` is the scheme as JSON."""

    scheme_id: str
    version: int
    definition: JsonObject
    state: Literal["draft", "published", "retired"]
    author: str
    note: str
    created_at: datetime
    published_at: datetime | None = None
    published_by: str | None = None
    based_on: int | None = None  # the version that its author started from
    signed_at: datetime | None = None
    signed_by: str | None = None  # who agreed, never the author


@dataclass(frozen=True, slots=True)
class Publication:
    """One publishing or rolling back."""

    scheme_id: str
    version: int
    at: datetime
    by: str
    note: str


class SchemeStore(Protocol):
    """Schemes and their versions; at most one version over all schemes is published at a time."""

    def save_draft(
        self, definition: JsonObject, *, author: str, note: str, based_on: int | None = None
    ) -> SchemeVersion:
        """Keep it as the next version; with ``based_on`` raises ``Stale`` where a newer version exists."""

    def get(self, scheme_id: str, version: int | None = None) -> SchemeVersion:
        """The named version, or the newest."""

    def published(self) -> SchemeVersion | None: ...
    def list(self) -> Sequence[SchemeVersion]: ...
    def sign(self, scheme_id: str, version: int, *, by: str, note: str) -> SchemeVersion:
        """Keep that somebody agreed; raises ``Conflict`` where somebody has already."""

    def publish(self, scheme_id: str, version: int, *, by: str, note: str) -> SchemeVersion:
        """Bring into force; raises ``Conflict`` where it already is, also of two at the same moment for one."""

    def publications(self) -> Sequence[Publication]:
        """Everything that was ever published or rolled back to, newest first."""

    def previous_published(self) -> SchemeVersion | None:
        """The version that was in force before the present one."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One thing that happened to one customer's tier or stage. Appended, never changed."""

    customer_id: str
    as_of: date
    kind: Literal["tier", "stage", "grace_started", "grace_ended"]
    from_value: str | None
    to_value: str | None
    cause: str
    scheme_id: str
    scheme_version: int
    inputs: JsonObject
    by: str
    run_id: int
    id: int | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A tier that a person set, until a day (exclusive)."""

    customer_id: str
    tier: str
    reason: str
    by: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Grading:
    """One recorded grading: the published snapshot that its results stand in."""

    id: int
    run_id: int
    as_of: date
    scheme_id: str
    scheme_version: int
    cuts: JsonObject
    snapshot: str  # directory name under the published results
    counts: JsonObject
    recorded_at: datetime


class GradingStore(Protocol):
    """Ledger, tier states, overrides and gradings (transactional)."""

    def latest(self, *, on_or_before: date | None = None) -> Grading | None: ...
    def list(self) -> Sequence[Grading]: ...
    def states_as_of(self, as_of: date | None) -> Any:
        """A columnar table (pyarrow) of the state of every customer: customer_id, tier, tier_since, stage,
        stage_since, pending_tier, pending_since. ``None`` gives the present state."""

    def states_before(self, grading: Grading) -> Any:
        """The states that a grading started from, as ``states_as_of`` gives them."""

    def record(self, grading: Grading, entries: Iterable[LedgerEntry], states: Any) -> Grading:
        """Append the entries, replace the present states and make the snapshot current, in one transaction."""

    def history(self, customer_id: str) -> Sequence[LedgerEntry]: ...
    def overrides(
        self, as_of: date, *, ended_after: date | None = None, known_at: datetime | None = None
    ) -> Sequence[Override]:
        """One per customer: in force on the day, else (with ``ended_after``) ended since that day.

        With ``known_at`` only those that had been set by that moment.
        """

    def set_override(self, override: Override) -> None: ...
    def end_override(self, customer_id: str, *, on: date, by: str) -> None: ...


# ── analytics: where expressions are executed ───────────────────────────────────────────────────────────────────


class Results(Protocol):
    """Named result tables, and a place to run expressions over them.

    An expression refers to tables by name: the results, whatever was put here before and, in a draft or where they
    are served, the stored facts (see ``warehouse.tables.stored_facts``).
    """

    @property
    def name(self) -> str: ...

    def put(self, table: str, rows: Any, schema: ibis.Schema) -> None:
        """Show rows (a pyarrow table, or plain dictionaries) under a name, without keeping them."""

    def rows(self, expression: ibis.Table) -> list[JsonObject]:
        """Execute and return plain rows; for small results."""

    def columns(self, expression: ibis.Table) -> Any:
        """Execute and return a columnar table (pyarrow); for large results."""

    def count(self, table: str) -> int: ...
    def tables(self) -> Mapping[str, ibis.Schema]:
        """The kept tables with their schemas."""


class Workspace(Results, Protocol):
    """Results that can be added to."""

    def write(self, table: str, expression: ibis.Table, *, sort_by: Sequence[str] = ()) -> int:
        """Execute and keep the result as a table of this workspace; the number of rows."""


class Draft(Workspace, Protocol):
    """A workspace that is being written; unseen by others until ``publish``."""

    def publish(self, *, facts: str | None = None, as_of: date | None = None) -> str:
        """Make it an immutable snapshot, atomically; its name.

        ``facts``, a fingerprint of the warehouse, also lays out the results for questions (see ``Published``), with
        the facts that they stand on; facts that an earlier snapshot laid out are shared with it. ``as_of``, the day
        of the results, also adds up the rollups.
        """


class Analytics(Protocol):
    """Drafts and snapshots of results."""

    def draft(self, name: str) -> AbstractContextManager[Draft]:
        """A new workspace; left without ``publish`` it is removed."""

    def snapshot(self, name: str) -> AbstractContextManager[Workspace]:
        """A published one, read-only."""

    def served(self, name: str) -> AbstractContextManager[Results]:
        """A published one laid out for questions about few customers, with the facts where they are still kept.

        It never opens the warehouse. ``tables`` lists the facts too, if there are any.
        """

    def remove_unpublished(self, keep: Iterable[str]) -> Sequence[str]:
        """Remove drafts, snapshots and facts that no grading refers to (left by a killed run); their names."""

    def thin_out(self, snapshots: Sequence[str]) -> None:
        """Keep the layout for questions of the newest gradings only; ``snapshots`` are all names, oldest first."""


class Published(Protocol):
    """Published results as tables, read-only; the same for every process. Safe to use from several threads."""

    def profile(self, snapshot: str, columns: Collection[str] | None = None) -> ibis.Table:
        """One row per customer: ``customer_key``, ``customer_id``, the decision, attributes, features and tags.

        Sorted by ``customer_id``. Columns of the decision: those of ``tiers.decide.decision_table``. ``customer_key``
        joins the facts; it is NULL where no facts are kept. ``columns`` declares only those of them that there are:
        an expression over few columns is built and compiled in a fraction of the time. Raises ``NotFound`` for a
        snapshot that is gone.
        """

    def facts(self, snapshot: str, table: str) -> ibis.Table:
        """A table of ``warehouse.tables.PUBLISHED_FACTS``, sorted by ``customer_key``.

        Of the facts that the grading stood on; for an older grading, whose facts are no longer kept, of the newest.
        Both may tell of days after the graded one. Raises ``NotFound`` where no facts are kept.
        """

    def rollup(self, snapshot: str, name: str) -> ibis.Table | None:
        """A table of ``warehouse.rollups`` as it was added up for a snapshot; ``None`` where it was not."""

    def rows(self, expression: ibis.Table) -> list[JsonObject]:
        """Execute and return plain rows."""

    def columns(self, expression: ibis.Table) -> Any:
        """Execute and return a columnar table (pyarrow)."""
