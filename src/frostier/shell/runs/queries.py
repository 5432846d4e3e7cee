"""Reading runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text
from frostier.shell.runs.models import OPEN_STATES, Run, RunLog
from frostier.shell.runs.processes import is_alive


def run_of(run_id: int) -> Run:
    """The run of that number; raises ``NotFound``."""
    row = Run.objects.filter(pk=run_id).first()
    if row is None:
        raise NotFound(
            Text(f"没有任务 {run_id}。", f"There is no run {run_id}."),
            next_step=Text("用 frostier runs list 查看任务。", "See them with frostier runs list."),
        )
    return row


def recent_runs(limit: int) -> Sequence[Run]:
    """The newest runs first."""
    return list(Run.objects.order_by("-id")[:limit])


def log_of(run_id: int) -> Sequence[RunLog]:
    """The lines of a run's log, oldest first."""
    return list(RunLog.objects.filter(run_id=run_id).order_by("id"))


def running_now() -> Run | None:
    """The run that holds the home at this moment."""
    rows = Run.objects.filter(state="running").order_by("id")
    return next((r for r in rows if is_alive(r.pid, r.process_started)), None)


def others_at_work(run_id: int = 0) -> bool:
    """Whether a run other than this one is at work."""
    rows = Run.objects.filter(state="running").exclude(pk=run_id)
    return any(is_alive(r.pid, r.process_started) for r in rows)


def dead_runs() -> Sequence[Run]:
    """Runs that are open although their process has ended; what waits for a worker is not dead."""
    rows = Run.objects.filter(state__in=OPEN_STATES).exclude(requested=True, pid=0).order_by("id")
    return [r for r in rows if not is_alive(r.pid, r.process_started)]


def as_json(row: Run) -> dict[str, Any]:
    """The run as plain values."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "arguments": row.arguments,
        "by": row.by,
        "state": row.state,
        "step": {"zh": row.step_zh, "en": row.step_en},
        "done": row.done,
        "total": row.total,
        "counts": row.counts,
        "error": row.error,
        "created_at": row.created_at.isoformat(),
        "started_at": row.started_at.isoformat() if row.started_at else None,
        "finished_at": row.finished_at.isoformat() if row.finished_at else None,
        "seconds": round(seconds(row), 3) if row.started_at else None,
    }


def seconds(row: Run) -> float:
    """How long the run has worked."""
    if row.started_at is None:
        return 0.0
    return ((row.finished_at or row.heartbeat_at) - row.started_at).total_seconds()
