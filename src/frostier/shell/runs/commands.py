"""Asking a run to stop, and closing runs whose process has died."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from frostier.kernel.errors import Conflict
from frostier.kernel.text import Text
from frostier.shell.runs import queries
from frostier.shell.runs.models import OPEN_STATES, Run, RunLog


def request_cancel(run_id: int) -> Run:
    """Ask a run to stop; it does so at its next checkpoint. Raises ``Conflict`` where it has ended."""
    asked = Run.objects.filter(pk=run_id, state__in=OPEN_STATES).update(cancel_requested=True)
    row = queries.run_of(run_id)
    if not asked:
        raise Conflict(
            Text(f"任务 {run_id} 已经结束（{row.state}）。", f"Run {run_id} has ended already ({row.state})."),
            where={"run": run_id, "state": row.state},
        )
    return row


@transaction.atomic
def close_dead_runs(now: datetime) -> Sequence[Run]:
    """Mark every run whose process has died as interrupted; those runs."""
    dead = queries.dead_runs()
    for row in dead:
        note = Text("进程已不在，标记为中断。", "The process is gone; marked as interrupted.")
        RunLog.objects.create(run=row, at=now, zh=note.zh, en=note.en)
        row.state, row.finished_at = "interrupted", now
        row.save(update_fields=["state", "finished_at"])
    return dead
