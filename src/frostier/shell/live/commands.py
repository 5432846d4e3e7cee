"""What live evaluation records: ledger, states, what follows for people and other systems, and the position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
from django.db import transaction

from frostier.actions.occasion import Judging
from frostier.engines.duckdb.revisions import Revision
from frostier.flows.live import BY, Evaluation
from frostier.flows.live_steps import Outcome
from frostier.flows.ports import Clock, Compared, GradingStore, InboxRow, LivePlace
from frostier.kernel.text import Text
from frostier.shell.grading.changes import note_change
from frostier.shell.live.accepting import Rejected, keep_rejected
from frostier.shell.live.models import LivePosition
from frostier.shell.metrics.figures import SET_ASIDE
from frostier.shell.outbox.comparing import columns_compared, tags_are_told
from frostier.shell.outbox.following import Foreseen, follow, foreseen
from frostier.sources.events import Refusal


class DjangoLiveStore:
    """Where live results are recorded; see ``flows.ports.LiveStore``."""

    def __init__(self, gradings: GradingStore, clock: Clock, currency: str) -> None:
        self._gradings = gradings
        self._clock = clock
        self._currency = currency

    def place(self) -> LivePlace:
        """How far events have been evaluated, and which results are current."""
        row = LivePosition.objects.first()
        return LivePlace() if row is None else LivePlace(row.evaluated_up_to, row.revision_grading_id, row.revision)

    def pass_by(self, up_to: int) -> None:
        """Record that events up to a number need no evaluation."""
        LivePosition.objects.update_or_create(pk=LivePosition.ONLY, defaults={"evaluated_up_to": up_to})

    def set_aside(self, rows: Sequence[InboxRow], why: Exception) -> None:
        """Keep events that could not be evaluated among the rejected ones, with the reason."""
        told = f"{type(why).__name__}: {why}"
        reason = Text(f"无法处理：{told}", f"Could not be evaluated: {told}")
        rejected = [
            Rejected(n, Refusal("not_evaluated", "", reason, row.event.source, row.event.event_id), row.event.data)
            for n, row in enumerate(rows)
        ]
        keep_rejected(rejected, BY, self._clock.now())
        SET_ASIDE.add(len(rejected))

    def compared(self, evaluation: Evaluation) -> Compared:
        """What is looked at of the results before; tags only where somebody is told of them."""
        tags = evaluation.tags if tags_are_told() else ()
        return Compared(frozenset({*columns_compared(evaluation.judging), *tags}), tags)

    def commit(self, outcome: Outcome) -> None:
        """Record an evaluation with all that follows from it, and make its revision current, all or nothing."""
        evaluated, number = outcome.evaluated, _number_of(outcome.revision)
        entries = evaluated.entries.append_column(
            "revision", pa.repeat(pa.scalar(number, pa.int64()), evaluated.entries.num_rows)
        )
        judging = replace(outcome.evaluation.judging, currency=self._currency)
        found = foreseen(outcome.changes, judging, outcome.holdings, at=self._clock.now())
        self._record(outcome, number, entries, found, judging)

    @transaction.atomic
    def _record(self, outcome: Outcome, number: int, entries: pa.Table, found: Foreseen, judging: Judging) -> None:
        # On SQLite every event that comes in waits from here to the end: what can be worked out before has been.
        evaluated = outcome.evaluated
        self._gradings.record_live(evaluated.grading, entries, evaluated.states, gone=outcome.gone)
        follow(
            found,
            judging,
            scheme_version=evaluated.grading.scheme_version,
            as_of=evaluated.as_of,
            revision=outcome.revision,
        )
        LivePosition.objects.update_or_create(
            pk=LivePosition.ONLY,
            defaults={
                "evaluated_up_to": outcome.up_to,
                "revision": number,
                "revision_grading_id": evaluated.grading.id,
                "changed_at": found.at,
            },
        )
        # Last, because other writers wait from here on.
        note_change([*evaluated.states["customer_id"].to_pylist(), *outcome.gone])


def _number_of(name: str) -> int:
    revision = Revision.called(name)
    assert revision is not None
    return revision.number
