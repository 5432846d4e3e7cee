"""A run as one viewer may see it."""

from __future__ import annotations

from typing import Any

from frostier.kernel.text import Lang, Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.console.house import house
from frostier.shell.console.language import spoken
from frostier.shell.runs.files import file_names
from frostier.shell.runs.models import Run
from frostier.shell.runs.queries import seconds
from frostier.shell.runs.words import STATES, kind_name


def is_own(row: Run, viewer: Viewer) -> bool:
    """Whether the viewer asked for the run. A run of the command line belongs to nobody who signs in."""
    return row.requested and row.by == viewer.name


def sees_inside(row: Run, viewer: Viewer) -> bool:
    """Whether arguments, result and files of the run are the viewer's to see."""
    return is_own(row, viewer) or viewer.role == "admin"


def summary(row: Run, viewer: Viewer, lang: Lang) -> dict[str, Any]:
    """A run without its result; see ``schemas.RunSummary``."""
    inside = sees_inside(row, viewer)
    return {
        "id": row.pk,
        "kind": {"id": row.kind, "name": kind_name(row.kind).say(lang)},
        "state": row.state,
        "state_name": STATES[row.state].say(lang),
        "step": Text(row.step_zh, row.step_en).say(lang),
        "done": row.done,
        "total": row.total,
        "progress": _progress(row),
        "by": row.by,
        "created_at": row.created_at,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
        "seconds": round(seconds(row), 1) if row.started_at else None,
        "cancel_requested": row.cancel_requested,
        "error": {"code": row.error["code"], "message": row.error[lang]} if row.error else None,
        "arguments": row.arguments if inside else {},
        "counts": row.counts,
        "has_result": inside and row.result is not None,
        "files": list(file_names(house().home, row.pk)) if inside and row.state == "finished" else [],
    }


def detail(row: Run, viewer: Viewer, lang: Lang) -> dict[str, Any]:
    """A run with its result; see ``schemas.RunDetail``."""
    return {**summary(row, viewer, lang), "result": spoken(row.result, lang) if sees_inside(row, viewer) else None}


def _progress(row: Run) -> float | None:
    if row.state == "finished":
        return 1.0
    return min(1.0, row.done / row.total) if row.total else None
