"""Saved views: lists as somebody set them up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from frostier.shell.accounts.access import viewer_of
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.house import house
from frostier.shell.crm import commands, queries_views
from frostier.shell.crm.schemas import ViewAnswer, ViewChange, ViewDraft

router = GuardedRouter(tags=["views"])


@router.get("/views", permission=None, response=list[ViewAnswer])
def views(request: HttpRequest, page: str | None = None) -> Any:
    """The caller's own views and the shared ones, by name."""
    return queries_views.views(viewer_of(request), page)


@router.post("/views", permission=None, response={201: ViewAnswer})
def save_view(request: HttpRequest, draft: ViewDraft) -> Any:
    """Keep a view under a name of its own."""
    viewer = viewer_of(request)
    return 201, queries_views.answer(commands.save_view(viewer, house().clock, draft.dict()), viewer)


@router.patch("/views/{view_id}", permission=None, response=ViewAnswer)
def change_view(request: HttpRequest, view_id: int, change: ViewChange) -> Any:
    """Change one's own view."""
    viewer = viewer_of(request)
    changed = commands.change_view(viewer, house().clock, view_id, change.dict(exclude_unset=True))
    return queries_views.answer(changed, viewer)


@router.delete("/views/{view_id}", permission=None, response={204: None})
def remove_view(request: HttpRequest, view_id: int) -> Any:
    """Remove one's own view."""
    commands.remove_view(viewer_of(request), view_id)
    return 204, None
