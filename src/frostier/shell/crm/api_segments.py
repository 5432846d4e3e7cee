"""Segments: kept groups of customers."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from frostier.shell.accounts.access import viewer_of
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm import commands_segments as commands
from frostier.shell.crm import queries_segments as queries
from frostier.shell.crm.filling import fill_arguments
from frostier.shell.crm.reading import reading
from frostier.shell.crm.schemas_segments import (
    ChangedSegment,
    SegmentAnswer,
    SegmentChange,
    SegmentComparison,
    SegmentFill,
    SegmentMembers,
)
from frostier.shell.runs.api import started
from frostier.shell.runs.queue import request_run
from frostier.shell.runs.schemas import RunStarted

router = GuardedRouter(tags=["segments"])


@router.get("/segments", permission="segments.read", response=list[SegmentAnswer])
def segments(request: HttpRequest) -> Any:
    """The viewer's own segments and the shared ones, counted within the viewer's scope."""
    read = reading(request)
    return queries.answers(queries.visible_segments(read.viewer), read)


@router.post("/segments", permission="segments.write", response={201: SegmentAnswer})
def make(request: HttpRequest, draft: SegmentChange) -> Any:
    """Keep a new segment."""
    read = reading(request)
    return 201, queries.answer(commands.make_segment(read, _draft(draft)), read, with_members=True)


@router.get("/segments/compare", permission="segments.read", response=SegmentComparison)
def compare(request: HttpRequest, a: int, b: int) -> Any:
    """How two segments overlap and differ."""
    read = reading(request)
    return queries.comparison(queries.segment_of(read.viewer, a), queries.segment_of(read.viewer, b), read)


@router.post("/segments/fill", permission="segments.write", response={202: RunStarted})
def fill(request: HttpRequest, asked: SegmentFill) -> Any:
    """Put all customers that fit into a list, as a run."""
    read = reading(request, asked.filter.as_of)
    viewer = read.viewer
    with transaction.atomic():
        arguments = fill_arguments(asked, read)
        row = request_run(
            "segment_fill", arguments, by=viewer.name, role=viewer.role, scope=viewer.scope, at=read.house.clock.now()
        )
    return started(request, row)


@router.get("/segments/{segment_id}", permission="segments.read", response=SegmentAnswer)
def segment(request: HttpRequest, segment_id: int) -> Any:
    """One segment; of a list the members that the viewer may know of."""
    read = reading(request)
    return queries.answer(queries.segment_of(viewer_of(request), segment_id), read, with_members=True)


@router.put("/segments/{segment_id}", permission="segments.write", response=SegmentAnswer)
def change(request: HttpRequest, segment_id: int, draft: ChangedSegment) -> Any:
    """Change a segment; 409 where somebody changed it meanwhile."""
    read = reading(request)
    changed = commands.change_segment(read, segment_id, _draft(draft), draft.expected_version)
    return queries.answer(changed, read, with_members=True)


@router.delete("/segments/{segment_id}", permission="segments.write", response={204: None})
def remove(request: HttpRequest, segment_id: int) -> Any:
    """Take a segment away."""
    commands.remove_segment(reading(request), segment_id)
    return 204, None


@router.post("/segments/{segment_id}/members", permission="segments.write", response=SegmentAnswer)
def members(request: HttpRequest, segment_id: int, asked: SegmentMembers) -> Any:
    """Add customers to a list and take some out."""
    read = reading(request)
    changed = commands.change_members(read, segment_id, asked.add, asked.remove)
    return queries.answer(changed, read, with_members=True)


def _draft(asked: SegmentChange) -> commands.SegmentDraft:
    return commands.SegmentDraft(
        asked.name, asked.description, asked.kind, asked.where, asked.customer_ids, asked.shared
    )
