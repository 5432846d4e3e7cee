"""Reading runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from frostier.kernel.errors import InvalidInput, NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.runs.models import OPEN_STATES, Run, RunLog
from frostier.shell.runs.processes import is_alive

MOST_ROWS = 2**63
"""Row numbers are below; the stores refuse to compare with larger ones."""


def run_of(run_id: int) -> Run:
    """The run of that number; raises ``NotFound``."""
    row = Run.objects.filter(pk=run_id).first()
    if row is None:
        raise _no_such_run(run_id)
    return row


def _no_such_run(run_id: int) -> NotFound:
    return NotFound(
        Text(f"没有任务 {run_id}。", f"There is no run {run_id}."),
        next_step=Text("用 frostier runs list 查看任务。", "See them with frostier runs list."),
        where={"run": run_id},
    )


def recent_runs(limit: int) -> Sequence[Run]:
    """The newest runs first."""
    return list(Run.objects.order_by("-id")[:limit])


@dataclass(frozen=True, slots=True)
class PageOfRuns:
    """Some runs, the cursor of the following ones (None at the end), and how many there are in all."""

    rows: Sequence[Run]
    next: str | None
    total: int


def visible_runs(viewer: Viewer) -> QuerySet[Run]:
    """The runs that a viewer may know of: their own, or all with the permission ``runs.read``."""
    if viewer.may("runs.read"):
        return Run.objects.all()
    return Run.objects.filter(requested=True, by=viewer.name)


def visible_run(viewer: Viewer, run_id: int) -> Run:
    """One of the runs that a viewer may know of; raises ``NotFound`` for any other."""
    row = visible_runs(viewer).filter(pk=run_id).first() if run_id < MOST_ROWS else None
    if row is None:
        raise _no_such_run(run_id)
    return row


def page_of_runs(
    viewer: Viewer, *, kind: str | None = None, state: str | None = None, cursor: str | None = None, limit: int = 50
) -> PageOfRuns:
    """The newest runs that a viewer may know of, before the cursor; raises ``InvalidInput`` for a foreign cursor."""
    found = visible_runs(viewer)
    if kind is not None:
        found = found.filter(kind=kind)
    if state is not None:
        found = found.filter(state=state)
    total = found.count()
    if cursor is not None:
        found = found.filter(pk__lt=_place(cursor))
    rows = list(found.order_by("-id")[: limit + 1])
    return PageOfRuns(rows[:limit], str(rows[limit - 1].pk) if len(rows) > limit else None, total)


def _place(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and int(cursor) < MOST_ROWS):
        raise InvalidInput(
            Text(f"游标 {cursor} 不是上一页给出的。", f"The cursor {cursor} was not given by a page before."),
            next_step=Text("去掉 cursor 从头读取。", "Leave cursor out to read from the start."),
            where={"field": "cursor"},
        )
    return int(cursor)


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
