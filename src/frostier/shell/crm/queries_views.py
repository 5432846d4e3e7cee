"""Saved views."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from frostier.shell.accounts.access import Viewer
from frostier.shell.crm.models import SavedView


def views(viewer: Viewer, page: str | None) -> list[dict[str, Any]]:
    """The viewer's own views and the shared ones, by name."""
    rows = SavedView.objects.filter(Q(owner=viewer.name) | Q(shared=True))
    rows = rows if page is None else rows.filter(page=page)
    return [answer(row, viewer) for row in rows.order_by("name", "id")]


def answer(view: SavedView, viewer: Viewer) -> dict[str, Any]:
    """One saved view."""
    return {
        "id": view.pk,
        "name": view.name,
        "page": view.page,
        "query": view.query,
        "columns": view.columns,
        "shared": view.shared,
        "owner": view.owner,
        "mine": view.owner == viewer.name,
    }
