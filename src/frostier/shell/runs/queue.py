"""The queue of runs: the table itself. What a person asks for is committed with the rest of their request."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from frostier.flows.scope import EVERYTHING, Scope
from frostier.kernel.reason import plain
from frostier.kernel.text import Text
from frostier.shell.runs.handlers import Lane, RunRequest, handler_of
from frostier.shell.runs.models import OPEN_STATES, Run, RunLog
from frostier.shell.runs.processes import process_started

MAX_ATTEMPTS = 2
"""A run is begun again once after its worker died; a run that kills its worker twice is given up."""


def request_run(
    kind: str,
    arguments: Mapping[str, object],
    *,
    by: str,
    lane: Lane | None = None,
    scope: Scope = EVERYTHING,
    role: str = "",
    dedupe_key: str | None = None,
    at: datetime | None = None,
) -> Run:
    """The row of a new run that the worker will perform once the transaction of the caller is committed.

    Where a run with the same ``dedupe_key`` is open already, that one. ``lane`` is that of the kind's handler
    unless given. Raises ``NotFound`` for a kind that nobody performs.
    """
    known = handler_of(kind)
    now = at or timezone.now()
    try:
        with transaction.atomic():
            return Run.objects.create(
                kind=kind,
                arguments={name: plain(value) for name, value in arguments.items()},
                by=by,
                requested=True,
                lane=lane or known.lane,
                asked_role=role,
                asked_scope={name: plain(value) for name, value in asdict(scope).items()},
                open_key=dedupe_key,
                pid=0,
                process_started="",
                created_at=now,
                heartbeat_at=now,
            )
    except IntegrityError:
        open_run = Run.objects.filter(open_key=dedupe_key).first() if dedupe_key else None
        if open_run is None:
            raise
        return open_run


def request_of(row: Run) -> RunRequest:
    """Who asked for a run, and for which customers."""
    scope = row.asked_scope or {"kind": "none", "values": []}
    parts = {name: tuple(scope.get(name, ())) for name in ("values", "stands_in_for", "lent")}
    return RunRequest(row.by, row.asked_role, Scope(scope["kind"], **parts))


def claim_next(lane: Lane, now: datetime) -> Run | None:
    """The oldest waiting run of a lane, now of this process; None where nothing waits.

    Two workers never get the same one: the row is claimed by one conditional update.
    """
    waiting = Run.objects.filter(requested=True, state="queued", pid=0, lane=lane)
    pid = os.getpid()
    mine = {"pid": pid, "process_started": process_started(pid), "heartbeat_at": now}
    while (oldest := waiting.order_by("id").values_list("id", flat=True).first()) is not None:
        if waiting.filter(pk=oldest).update(attempts=F("attempts") + 1, **mine):
            return Run.objects.get(pk=oldest)
    return None


def put_back(row: Run, now: datetime, note: Text, *, count_attempt: bool = True) -> None:
    """Let an open run wait again, as if nobody had begun it."""
    RunLog.objects.create(run=row, at=now, zh=note.zh, en=note.en)
    attempts = row.attempts if count_attempt else max(0, row.attempts - 1)
    Run.objects.filter(pk=row.pk, state__in=OPEN_STATES).update(
        state="queued",
        pid=0,
        process_started="",
        attempts=attempts,
        started_at=None,
        done=0,
        total=None,
        counts={},
        step_zh="",
        step_en="",
        heartbeat_at=now,
    )
