"""Asking a run to stop, and closing runs whose process has died."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from frostier.kernel.errors import Conflict
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.runs import queries
from frostier.shell.runs.models import OPEN_STATES, Run, RunLog
from frostier.shell.runs.queue import MAX_ATTEMPTS, put_back
from frostier.shell.runs.words import STATES

_BEFORE_START = Text("任务在开始前被取消。", "The run was cancelled before it began.")
_GONE = Text("进程已不在，标记为中断。", "The process is gone; marked as interrupted.")
_AGAIN = Text("进程已不在，任务将重新执行一次。", "The process is gone; the run will be performed once more.")


@transaction.atomic
def request_cancel(run_id: int, *, at: datetime | None = None, viewer: Viewer | None = None) -> Run:
    """Ask a run to stop; it does so at its next checkpoint, and at once where it still waits for a worker.

    What a ``viewer`` asks for is audited. Raises ``NotFound``, and ``Conflict`` where it has ended.
    """
    if viewer is not None:
        record(viewer, "run.cancel_requested", str(run_id))
    if _cancel_waiting(run_id, at or timezone.now()):
        return queries.run_of(run_id)
    asked = Run.objects.filter(pk=run_id, state__in=OPEN_STATES).update(cancel_requested=True)
    row = queries.run_of(run_id)
    if not asked:
        state = STATES[row.state]
        raise Conflict(
            Text(f"任务 {run_id} 已经结束（{state.zh}）。", f"Run {run_id} has ended already ({state.en})."),
            where={"run": run_id, "state": row.state},
        )
    return row


def _cancel_waiting(run_id: int, now: datetime) -> bool:
    error = {"code": "cancelled", "zh": _BEFORE_START.zh, "en": _BEFORE_START.en}
    waiting = Run.objects.filter(pk=run_id, requested=True, state="queued", pid=0)
    return bool(waiting.update(state="cancelled", cancel_requested=True, finished_at=now, error=error, open_key=None))


@transaction.atomic
def close_dead_runs(now: datetime) -> Sequence[Run]:
    """Settle every run whose process has died; those runs.

    A requested run waits once more, because its handler does nothing twice; any other is marked as interrupted.
    """
    dead = queries.dead_runs()
    for row in dead:
        if row.requested and row.attempts < MAX_ATTEMPTS and not row.cancel_requested:
            put_back(row, now, _AGAIN)
        else:
            _interrupt(row, now)
    return dead


def _interrupt(row: Run, now: datetime) -> None:
    RunLog.objects.create(run=row, at=now, zh=_GONE.zh, en=_GONE.en)
    row.state, row.finished_at, row.open_key = "interrupted", now, None
    row.error = row.error or {"code": "interrupted", "zh": _GONE.zh, "en": _GONE.en}
    row.save(update_fields=["state", "finished_at", "open_key", "error"])
