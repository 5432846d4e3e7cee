"""Stand-ins for what the flows need: stores in memory, a run that remembers what it was told, a fixed clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from frostier.flows.ports import Batch, BatchDraft, BatchState, InboxRow, JsonObject, RecordKey, RejectedRow
from frostier.kernel.errors import NotFound, RunCancelled
from frostier.kernel.text import Text
from frostier.sources.events import Event


@dataclass
class FakeRun:
    """A run that keeps its steps, counts and log; ``cancel_at`` cancels at the n-th checkpoint, counted from 1."""

    id: int = 1
    cancel_at: int | None = None
    steps: list[Text] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    messages: list[Text] = field(default_factory=list)
    checkpoints: int = 0

    def step(self, name: Text, *, total: int | None = None) -> None:
        self.steps.append(name)

    def advance(self, amount: int = 1) -> None:
        pass

    def log(self, message: Text) -> None:
        self.messages.append(message)

    def count(self, name: str, value: int) -> None:
        self.counts[name] = value

    def checkpoint(self) -> None:
        self.checkpoints += 1
        if self.checkpoints == self.cancel_at:
            raise RunCancelled(Text("已取消。", "Cancelled."))


@dataclass
class FakeClock:
    """A clock that stands still."""

    moment: datetime = datetime(2026, 1, 15, 4, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()


class FakeBatchStore:
    """Batches and quarantine in memory."""

    def __init__(self) -> None:
        self._batches: dict[int, Batch] = {}
        self._rows: dict[int, RejectedRow] = {}
        self._cursors: dict[tuple[str, str], str] = {}

    def active_duplicate(self, entity: str, source: str, content_hash: str, mapping_hash: str) -> Batch | None:
        wanted = (entity, source, content_hash, mapping_hash)
        for batch in self._batches.values():
            d = batch.draft
            if batch.state == "loaded" and (d.entity, d.source, d.content_hash, d.mapping_hash) == wanted:
                return batch
        return None

    def open(self, draft: BatchDraft) -> Batch:
        batch = Batch(len(self._batches) + 1, draft, "loading", datetime(2026, 1, 15, tzinfo=UTC))
        self._batches[batch.no] = batch
        return batch

    def quarantine(self, batch_no: int, rows: Iterable[RejectedRow]) -> int:
        kept = [replace(row, batch_no=batch_no, id=len(self._rows) + n) for n, row in enumerate(rows, start=1)]
        self._rows |= {row.id: row for row in kept if row.id is not None}
        return len(kept)

    def mark_loaded(self, batch_no: int, report: JsonObject) -> Batch:
        return self._set(batch_no, state="loaded", report=report)

    def mark_aborted(self, batch_no: int, why: Text) -> None:
        self._rows = {n: row for n, row in self._rows.items() if row.batch_no != batch_no}
        self._set(batch_no, state="aborted")

    def mark_undone(self, batch_no: int, run_id: int) -> None:
        for n, row in self._rows.items():
            if row.batch_no == batch_no and row.state == "open":
                self._rows[n] = replace(row, state="dismissed")
        self._set(batch_no, state="undone")

    def get(self, batch_no: int) -> Batch:
        if batch_no not in self._batches:
            raise NotFound(Text(f"没有批次 {batch_no}。", f"There is no batch {batch_no}."))
        return self._batches[batch_no]

    def list(self, *, entity: str | None = None, state: BatchState | None = None) -> Sequence[Batch]:
        found = self._batches.values()
        return [b for b in found if entity in (None, b.draft.entity) and state in (None, b.state)]

    def rejected(
        self, *, batch_no: int | None = None, state: str = "open", limit: int | None = None
    ) -> Iterator[RejectedRow]:
        found = [r for r in self._rows.values() if batch_no in (None, r.batch_no) and r.state == state]
        yield from found[:limit]

    def rejected_count(self, *, batch_no: int | None = None, state: str = "open") -> int:
        return len(list(self.rejected(batch_no=batch_no, state=state)))

    def mark_resubmitted(self, row_ids: Sequence[int], by_batch: int) -> None:
        for n in row_ids:
            self._rows[n] = replace(self._rows[n], state="resubmitted")

    def cursor(self, source: str, entity: str) -> str | None:
        return self._cursors.get((source, entity))

    def save_cursor(self, source: str, entity: str, value: str) -> None:
        self._cursors[source, entity] = value

    def _set(self, batch_no: int, **changes: Any) -> Batch:
        self._batches[batch_no] = replace(self.get(batch_no), **changes)
        return self._batches[batch_no]


class FakeInbox:
    """Accepted events in memory."""

    def __init__(self, events: Sequence[Event] = ()) -> None:
        self.rows: list[InboxRow] = []
        self.add(*events)

    def add(self, *events: Event) -> None:
        now = datetime(2026, 1, 15, 4, 0, tzinfo=UTC)
        self.rows += [InboxRow(n, event, now) for n, event in enumerate(events, start=len(self.rows) + 1)]

    def after(self, position: int, limit: int, *, types: Collection[str] | None = None) -> Sequence[InboxRow]:
        rows = self.rows[position : position + limit]
        return [row for row in rows if types is None or row.event.type in types or row.event.version > 1]

    def keys_of(self, rows: Sequence[InboxRow]) -> Collection[RecordKey]:
        named = {(row.event.source, row.event.event_id) for row in rows}
        return {key for row in self.rows if _name(row) in named and (key := _record_key(row.event))}

    def of_keys(self, keys: Collection[RecordKey], *, up_to: int, known: Sequence[InboxRow] = ()) -> Sequence[InboxRow]:
        newest: dict[tuple[str, str], InboxRow] = {}
        for row in self.rows[:up_to]:
            known = newest.get(_name(row))
            if known is None or row.event.version > known.event.version:
                newest[_name(row)] = row
        return [row for row in newest.values() if _record_key(row.event) in keys]

    def last(self) -> int:
        return len(self.rows)

    def position(self) -> int:
        return 0


def _name(row: InboxRow) -> tuple[str, str]:
    return row.event.source, row.event.event_id


def _record_key(event: Event) -> RecordKey | None:
    return (event.source, event.kind.subject, event.key) if event.kind.subject else None
