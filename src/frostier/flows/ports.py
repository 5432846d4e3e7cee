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

    from frostier.flows.live import Evaluation
    from frostier.flows.live_steps import Outcome
    from frostier.sources.event_types import Subject
    from frostier.sources.events import Event
    from frostier.sources.mapping import FileOptions
    from frostier.sources.records import OrderLine, Payment
    from frostier.tiers.review import ReviewPolicy

JsonObject = dict[str, Any]

LIVE = "@"
"""Parts the name of a snapshot from the number of a live revision over it: ``grading-12@57``."""


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
    def refresh_facts(self, run: Run, *, season: bool = True) -> Mapping[str, int]:
        """Bring dimensions and facts up to date with the clean records; touches only what changed.

        Without ``season`` the figures of whole populations stay as they are.
        """

    def last_order_day(self) -> date | None: ...
    def fingerprint(self) -> str:
        """Of the loaded batches: equal fingerprints mean equal facts."""

    def imports(self) -> str:
        """A fingerprint of the loaded batches alone, without what live events brought."""

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
    run_id: int  # 0 where no run but the live loop recorded it
    since: date | None = None  # since when the new value counts, where that is not the day of the entry
    revision: int | None = None  # of the live results that brought it; None: the grading itself
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

    def states_after(self, grading: Grading) -> Any:
        """The states that a grading left, whatever happened after it."""

    def settled_states(self, grading: Grading, as_of: date, customer_ids: Collection[str] | None = None) -> Any:
        """The states that live decisions of a day start from: of some customers, or of all.

        What the ledger says up to the grading and from then to the evening before, not what live results of the same
        day have said: so a decision of today is the same however often it is made.
        """

    def states_of(self, customer_ids: Collection[str]) -> Any:
        """The present states of some customers."""

    def record(
        self, grading: Grading, entries: Iterable[LedgerEntry], states: Any, held: Sequence[JsonObject] = ()
    ) -> Grading:
        """Append the entries, replace the present states and make the snapshot current, in one transaction.

        ``held`` are the results of customers whose change waits for a review: one is opened of each that has none.
        """

    def record_live(self, grading: Grading, entries: Any, states: Any, *, gone: Collection[str] = ()) -> None:
        """Append what a live evaluation brought after a grading, and replace the states of those customers.

        ``gone`` are customers that are no more. All or nothing; joins the transaction of the caller.
        """

    def history(self, customer_id: str) -> Sequence[LedgerEntry]: ...
    def overrides(
        self, as_of: date, *, ended_after: date | None = None, known_at: datetime | None = None
    ) -> Sequence[Override]:
        """One per customer: in force on the day, else (with ``ended_after``) ended since that day.

        With ``known_at`` only those that had been set by that moment.
        """

    def set_override(self, override: Override) -> None: ...
    def end_override(self, customer_id: str, *, on: date, by: str) -> None: ...


# ── live: from accepted events to facts ─────────────────────────────────────────────────────────────────────────

RecordKey = tuple[str, "Subject", str]
"""One order or receivable: its source, which of the two it is, its number."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One accepted event with its number in the order of intake, from 1 without gaps."""

    id: int
    event: Event
    received_at: datetime


class Inbox(Protocol):
    """Accepted events; they are only added to."""

    def after(self, position: int, limit: int, *, types: Collection[str] | None = None) -> Sequence[InboxRow]:
        """Of the ``limit`` events that follow a number, in order, those of some types and those that correct others."""

    def keys_of(self, rows: Sequence[InboxRow]) -> Collection[RecordKey]:
        """The orders and receivables that these events are about, or were about in another version."""

    def of_keys(self, keys: Collection[RecordKey], *, up_to: int, known: Sequence[InboxRow] = ()) -> Sequence[InboxRow]:
        """The counting version of every event about these, of the events up to a number.

        ``known`` are rows that were read before: all from the first of them to that number, which need not be read
        again.
        """

    def last(self) -> int:
        """The number of the newest event."""

    def position(self) -> int:
        """The number up to which events have been evaluated."""


@dataclass(frozen=True, slots=True)
class EventPortion:
    """Events read from somewhere, as decoded JSON, and the bookmark behind them."""

    events: Sequence[object]
    bookmark: str


class EventSource(Protocol):
    """Somewhere that events are read from: a file, a table, a queue."""

    def read(self, bookmark: str, most: int) -> EventPortion:
        """About ``most`` events beyond the bookmark, which is empty at first and means something to the source only.

        Asked again with the same bookmark it gives the same events, and perhaps more.
        """


@dataclass(frozen=True, slots=True)
class FoldedOrder:
    """One order as all of its events make it; without lines it is known by name only."""

    source: str
    order_id: str
    lines: Sequence[OrderLine]


@dataclass(frozen=True, slots=True)
class FoldedReceivable:
    """One receivable as all of its events make it; ``payment`` is None as long as nobody has said it is due."""

    source: str
    receivable_id: str
    payment: Payment | None


@dataclass(frozen=True, slots=True)
class LiveRecords:
    """What a batch of events makes of the orders and receivables that it touches.

    ``woken`` are customers, as (source, code), whose events change no record but are worth a look.
    """

    orders: Sequence[FoldedOrder] = ()
    receivables: Sequence[FoldedReceivable] = ()
    woken: Collection[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Touched:
    """Whom loaded records concern: customer keys, and the ids of customers that have gone with their last record.

    ``facts`` are the rows of published orders and receivables that take the place of others: columnar, by table.
    """

    customer_keys: Sequence[int]
    gone: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict, compare=False)


class LiveFacts(Protocol):
    """The open warehouse as the live loop writes and reads it."""

    def loaded_up_to(self) -> int:
        """The number of the last event whose records are loaded."""

    def load(self, records: LiveRecords, *, up_to: int, batch_nos: Mapping[str, int]) -> Touched:
        """Bring records, the facts of whom they touch and the position in, in one transaction; whom, without rows.

        ``batch_nos``: the batch for each entity (``orders``, ``payments``) that ``records`` has something of.
        """

    def touched_after(self, position: int) -> Touched:
        """Whom what was loaded after a position concerns; keys and ids ascending."""

    def customers_of(self, codes: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
        """The customer key behind each (source, code) that is known."""

    def forget_touched(self, position: int) -> None:
        """Whoever was touched up to a position has been evaluated."""


class ReviewStore(Protocol):
    """What people decided on changes that waited for them, and by which policies changes wait (transactional)."""

    def policies(self, known_at: datetime | None = None) -> Sequence[ReviewPolicy]:
        """The policies in force, now or at a past moment; empty where nothing waits."""

    def passing(
        self, known_at: datetime | None = None, customer_ids: Sequence[str] | None = None
    ) -> Sequence[JsonObject]:
        """The changes that go through from a day on, with the columns of ``tiers.review.REVIEW_SCHEMA``.

        Of all customers, or only of those named.
        """


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


class LiveWorkspace(Workspace, Protocol):
    """A workspace in memory over the stored facts, whose tables are written again and again."""

    def lay_out(self, table: str, expression: ibis.Table) -> None:
        """Make the table that the expression will be written into, empty.

        Every new table has the plans of the others made anew, so who makes all of them first has each planned once.
        """

    def profile(self) -> Any:
        """The results side by side as ``Published.profile`` has them: columnar, one row per customer, by id."""

    def close(self) -> None:
        """Let go of the tables."""


class LiveResults(Protocol):
    """Live revisions of a snapshot; ``grading-12@57`` is a name like that of a snapshot."""

    def known(self, name: str, customer_ids: Collection[str], columns: Collection[str] | None = None) -> Any:
        """The rows of the profile of some customers, columnar, by id; raises ``NotFound`` for a name that is gone.

        With ``columns`` only those of them that there are, key and id in any case.
        """

    def write(self, parent: str, profile: Any, *, gone: Collection[str] = (), facts: Mapping[str, Any] = {}) -> str:
        """Write the next revision over a snapshot or a revision; its name, which nobody knows yet.

        ``profile`` has the rows that take the place of those of its customers; ``gone`` are customers that are no more;
        ``facts`` are those of ``Touched``.
        """

    def customers(self, name: str) -> Collection[str]:
        """The ids of the customers who were evaluated since the snapshot and still are."""

    def is_written(self, name: str) -> bool:
        """Whether everything that the name stands for is there."""

    def remove_superseded(self, current: str) -> None:
        """Remove revisions that are old and not the current one."""


@dataclass(frozen=True, slots=True)
class LivePlace:
    """How far events have been evaluated, and which live results are current."""

    up_to: int = 0
    grading_id: int | None = None
    revision: int = 0

    def revision_of(self, grading: Grading) -> str:
        """The name of the current results over a grading: its snapshot where nothing has been evaluated since."""
        current = self.grading_id == grading.id and self.revision > 0
        return f"{grading.snapshot}{LIVE}{self.revision}" if current else grading.snapshot


@dataclass(frozen=True, slots=True)
class Compared:
    """What is looked at of the results before an evaluation: columns of the profile, and the tags among them that
    somebody is told of."""

    columns: frozenset[str]
    tags: Sequence[str]


class LiveStore(Protocol):
    """Where live results are recorded (transactional)."""

    def place(self) -> LivePlace: ...
    def compared(self, evaluation: Evaluation) -> Compared:
        """What ``commit`` will look at of the results before."""

    def pass_by(self, up_to: int) -> None:
        """Record that events up to a number need no evaluation."""

    def set_aside(self, rows: Sequence[InboxRow], why: Exception) -> None:
        """Keep events that could not be evaluated where people see them, with the reason."""

    def commit(self, outcome: Outcome) -> None:
        """Record an evaluation with everything that follows from it, and make its revision current, all or nothing."""


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

    def rows_of(self, snapshot: str, customer_ids: Collection[str]) -> Any:
        """All columns of the profile of some customers, columnar, by id; an unknown number is left out."""

    def evaluated_since(self, snapshot: str) -> ibis.Table | None:
        """The ``customer_key`` of everybody who was evaluated since a snapshot, of which this is a live revision.

        ``None`` for a snapshot itself.
        """

    def facts(self, snapshot: str, table: str) -> ibis.Table:
        """A table of ``warehouse.tables.PUBLISHED_FACTS``, sorted by ``customer_key``.

        Of the facts that the grading stood on; for an older grading, whose facts are no longer kept, of the newest.
        Both may tell of days after the graded one. Raises ``NotFound`` where no facts are kept.
        """

    def rollup(self, snapshot: str, name: str) -> ibis.Table | None:
        """A table of ``warehouse.rollups`` as it was added up for a snapshot; ``None`` where it was not."""

    def rows(self, expression: ibis.Table, given: Mapping[str, object] | None = None) -> list[JsonObject]:
        """Execute and return plain rows; ``given`` are the values of what the expression leaves open."""

    def columns(self, expression: ibis.Table) -> Any:
        """Execute and return a columnar table (pyarrow)."""
