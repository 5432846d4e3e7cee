"""Import batches and quarantine on Django's database: the store that the import flow writes through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields

from django.db import transaction
from django.db.models import QuerySet

from frostier.flows import ports
from frostier.kernel.errors import Conflict, NotFound
from frostier.kernel.text import Text
from frostier.shell.intake import models
from frostier.shell.portions import in_portions

CHUNK = 2_000


class DjangoBatchStore:
    """Import batches, quarantined rows and source cursors."""

    def __init__(self, clock: ports.Clock) -> None:
        self._clock = clock

    def active_duplicate(self, entity: str, source: str, content_hash: str, mapping_hash: str) -> ports.Batch | None:
        """The batch that already brought this content under this mapping and was not taken back."""
        row = models.ImportBatch.objects.filter(
            entity=entity, source=source, content_hash=content_hash, mapping_hash=mapping_hash, state="loaded"
        ).first()
        return as_batch(row) if row else None

    def open(self, draft: ports.BatchDraft) -> ports.Batch:
        """Announce an import before anything is loaded; the batch with its number."""
        values = {f.name: getattr(draft, f.name) for f in fields(draft)}
        return as_batch(models.ImportBatch.objects.create(**values, created_at=self._clock.now()))

    @transaction.atomic
    def quarantine(self, batch_no: int, rows: Iterable[ports.RejectedRow]) -> int:
        """Keep the rows that could not be used; how many."""
        self._row(batch_no)
        kept = 0
        for chunk in in_portions(rows, CHUNK):
            models.QuarantinedRow.objects.bulk_create([_rejected_row(batch_no, row) for row in chunk])
            kept += len(chunk)
        return kept

    def mark_loaded(self, batch_no: int, report: ports.JsonObject) -> ports.Batch:
        """Close the intent: the warehouse holds the batch."""
        row = self._row(batch_no, expected=("loading", "loaded"))
        row.state, row.report = "loaded", report
        row.save(update_fields=["state", "report"])
        return as_batch(row)

    @transaction.atomic
    def mark_aborted(self, batch_no: int, why: Text) -> None:
        """Forget a batch that never reached the warehouse, its quarantined rows included."""
        row = self._row(batch_no, expected=("loading", "aborted"))
        row.rejected.all().delete()
        row.state, row.why_zh, row.why_en = "aborted", why.zh, why.en
        row.save(update_fields=["state", "why_zh", "why_en"])

    @transaction.atomic
    def mark_undone(self, batch_no: int, run_id: int) -> None:
        """Close a batch that was taken back, and its open quarantined rows."""
        row = self._row(batch_no, expected=("loading", "loaded", "undone"))
        row.rejected.filter(state="open").update(state="dismissed")
        row.state, row.closed_by_run = "undone", run_id
        row.save(update_fields=["state", "closed_by_run"])

    def get(self, batch_no: int) -> ports.Batch:
        """The batch of that number; raises ``NotFound``."""
        return as_batch(self._row(batch_no))

    def list(self, *, entity: str | None = None, state: ports.BatchState | None = None) -> Sequence[ports.Batch]:
        """Batches in the order of their number."""
        rows = models.ImportBatch.objects.order_by("id")
        if entity is not None:
            rows = rows.filter(entity=entity)
        if state is not None:
            rows = rows.filter(state=state)
        return [as_batch(r) for r in rows]

    def rejected(
        self, *, batch_no: int | None = None, state: str = "open", limit: int | None = None
    ) -> Iterator[ports.RejectedRow]:
        """Quarantined rows in file order, streamed."""
        rows = _quarantined(batch_no, state).order_by("batch_id", "row_no", "id")[:limit]
        return (_rejected(r) for r in rows.iterator(CHUNK))

    def rejected_count(self, *, batch_no: int | None = None, state: str = "open") -> int:
        """How many rows are in quarantine."""
        return _quarantined(batch_no, state).count()

    @transaction.atomic
    def mark_resubmitted(self, row_ids: Sequence[int], by_batch: int) -> None:
        """The rows were corrected and came in again with another batch."""
        for some in in_portions(row_ids, CHUNK):
            models.QuarantinedRow.objects.filter(id__in=some).update(state="resubmitted", resubmitted_in=by_batch)

    def cursor(self, source: str, entity: str) -> str | None:
        """How far an incremental import has read."""
        row = models.SourceCursor.objects.filter(source=source, entity=entity).first()
        return row.value if row else None

    def save_cursor(self, source: str, entity: str, value: str) -> None:
        """Remember how far an incremental import has read."""
        models.SourceCursor.objects.update_or_create(source=source, entity=entity, defaults={"value": value})

    def _row(self, batch_no: int, *, expected: Sequence[str] | None = None) -> models.ImportBatch:
        row = models.ImportBatch.objects.filter(pk=batch_no).first()
        if row is None:
            raise NotFound(
                Text(f"没有批次 {batch_no}。", f"There is no batch {batch_no}."),
                next_step=Text("用 frostier batches list 查看批次。", "See them with frostier batches list."),
            )
        if expected is not None and row.state not in expected:
            raise Conflict(
                Text(f"批次 {batch_no} 的状态是 {row.state}。", f"Batch {batch_no} is {row.state}."),
                where={"batch": batch_no, "state": row.state},
            )
        return row


def _quarantined(batch_no: int | None, state: str) -> QuerySet[models.QuarantinedRow]:
    rows = models.QuarantinedRow.objects.filter(state=state)
    return rows if batch_no is None else rows.filter(batch_id=batch_no)


def as_batch(row: models.ImportBatch) -> ports.Batch:
    """A row of the table as the flows know it."""
    draft = ports.BatchDraft(**{f.name: getattr(row, f.name) for f in fields(ports.BatchDraft)})
    return ports.Batch(row.pk, draft, row.state, row.created_at, row.report)  # type: ignore[arg-type]


def _rejected_row(batch_no: int, row: ports.RejectedRow) -> models.QuarantinedRow:
    return models.QuarantinedRow(
        batch_id=batch_no,
        row_no=row.row_no,
        field=row.field,
        code=row.code,
        zh=row.reason.zh,
        en=row.reason.en,
        raw=dict(row.raw),
    )


def _rejected(row: models.QuarantinedRow) -> ports.RejectedRow:
    return ports.RejectedRow(
        batch_no=row.batch_id,
        row_no=row.row_no,
        field=row.field,
        code=row.code,
        reason=Text(row.zh, row.en),
        raw=row.raw,
        id=row.pk,
        state=row.state,  # type: ignore[arg-type]
    )
