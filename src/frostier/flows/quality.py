"""The quality report: per batch and over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from frostier.flows.ports import Batch, BatchStore
from frostier.warehouse.audits import BatchQuality, audit


def quality_of(batch_no: int, batches: BatchStore) -> BatchQuality:
    """The quality of one batch, held against the batches of its kind before it. Raises NotFound."""
    wanted = batches.get(batch_no)
    by_number = {q.batch_no: q for q in quality_over_time(batches, entity=wanted.draft.entity)}
    report = wanted.report if _has_account(wanted) else _NOTHING
    return by_number.get(batch_no) or audit(
        batch_no, wanted.draft.entity, report, earlier_rows=(), on=wanted.created_at.date()
    )


def quality_over_time(batches: BatchStore, *, entity: str | None = None) -> Sequence[BatchQuality]:
    """The quality of every loaded batch in order; usual is what earlier batches of the same source brought.

    Batches that events grow into have none: they keep no account of rows.
    """
    earlier: dict[tuple[str, str], list[int]] = defaultdict(list)
    found = []
    for batch in filter(_has_account, batches.list(entity=entity, state="loaded")):
        kind = (batch.draft.entity, batch.draft.source)
        found.append(
            audit(batch.no, batch.draft.entity, batch.report, earlier_rows=earlier[kind], on=batch.created_at.date())
        )
        # Corrections are a few rows by nature, and would make every whole file look large.
        if batch.draft.corrects is None:
            earlier[kind].append(int(batch.report["rows"]["read"]))
    return found


def _has_account(batch: Batch) -> bool:
    return "rows" in batch.report


_NOTHING = {"rows": {"read": 0, "loaded": 0, "rejected": 0}}
