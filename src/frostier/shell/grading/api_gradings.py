"""Gradings: starting one, and which there are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Schema

from frostier.flows.grading import grading_day
from frostier.shell.accounts.access import viewer_of
from frostier.shell.accounts.audit import record
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.house import house
from frostier.shell.runs.api import started
from frostier.shell.runs.queue import request_run
from frostier.shell.runs.schemas import RunStarted

router = GuardedRouter(tags=["gradings"])


class GradingWanted(Schema):
    """A grading to start; of today unless a day is given."""

    as_of: date | None = None


class SchemeVersionUsed(Schema):
    """The version of the scheme that decided."""

    id: str
    version: int


class GradingRow(Schema):
    """One recorded grading."""

    id: int
    as_of: date
    graded_at: datetime
    run_id: int
    scheme: SchemeVersionUsed
    counts: dict[str, Any]


@router.post("/gradings", permission="runs.start", response={202: RunStarted})
def start_grading(request: HttpRequest, wanted: GradingWanted) -> Any:
    """Grade every customer as of a day. While one of that day waits or works, that one is answered."""
    viewer = viewer_of(request)
    as_of = grading_day(house().parts, wanted.as_of).isoformat()
    with transaction.atomic():
        row = request_run(
            "grade",
            {"as_of": as_of},
            by=viewer.name,
            role=viewer.role,
            scope=viewer.scope,
            dedupe_key=f"grade:{as_of}",
            at=house().clock.now(),
        )
        record(viewer, "grading.requested", str(row.pk), {"as_of": as_of})
    return started(request, row)


@router.get("/gradings", permission="overview.read", response=list[GradingRow])
def gradings(request: HttpRequest) -> Any:
    """Every recorded grading, the newest first."""
    return [
        {
            "id": g.id,
            "as_of": g.as_of,
            "graded_at": g.recorded_at,
            "run_id": g.run_id,
            "scheme": {"id": g.scheme_id, "version": g.scheme_version},
            "counts": g.counts,
        }
        for g in sorted(house().gradings.list(), key=lambda g: g.id, reverse=True)
    ]
