"""Runs: what is being done, how far it is, what it gave."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from ninja import Query, Status

from frostier.kernel.text import Text
from frostier.shell.accounts.access import viewer_of
from frostier.shell.accounts.audit import record
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.house import house
from frostier.shell.console.language import language_of
from frostier.shell.runs import commands, queries
from frostier.shell.runs import schemas as s
from frostier.shell.runs.files import no_such_file, run_file
from frostier.shell.runs.models import OPEN_STATES, Run
from frostier.shell.runs.showing import detail, is_own, sees_inside, summary
from frostier.shell.runs.streaming import EventStream

router = GuardedRouter(tags=["runs"])

_EVENTS = {200: {"description": "Server-sent events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}}
_FILE = {
    200: {
        "description": "The file",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def started(request: HttpRequest, row: Run) -> Status[dict[str, Any]]:
    """The answer of every endpoint that requests a run: 202 and the run."""
    return Status(202, {"run": summary(row, viewer_of(request), language_of(request))})


@router.get("/runs", permission=None, response=s.RunPage)
def list_runs(request: HttpRequest, asked: Query[s.RunQuery]) -> Any:
    """One's own runs, and everybody's where the role may see runs; the newest first."""
    viewer, lang = viewer_of(request), language_of(request)
    found = queries.page_of_runs(viewer, kind=asked.kind, state=asked.state, cursor=asked.cursor, limit=asked.limit)
    return {"items": [summary(row, viewer, lang) for row in found.rows], "next": found.next, "total": found.total}


@router.get("/runs/{int:run_id}", permission=None, response=s.RunDetail)
def one_run(request: HttpRequest, run_id: int) -> Any:
    """One run with its result, where that is the viewer's to see."""
    viewer = viewer_of(request)
    return detail(queries.visible_run(viewer, run_id), viewer, language_of(request))


@router.get("/runs/{int:run_id}/log", permission=None, response=list[s.LogLine])
def log(request: HttpRequest, run_id: int) -> Any:
    """The lines of a run's log, oldest first."""
    queries.visible_run(viewer_of(request), run_id)
    lang = language_of(request)
    return [{"at": line.at, "text": Text(line.zh, line.en).say(lang)} for line in queries.log_of(run_id)]


@router.post("/runs/{int:run_id}/cancel", permission=None, response=s.RunSummary)
def cancel(request: HttpRequest, run_id: int) -> Any:
    """Ask a run to stop: one's own, or anybody's with the permission ``runs.cancel``."""
    viewer = viewer_of(request)
    if not is_own(queries.visible_run(viewer, run_id), viewer):
        viewer.require("runs.cancel")
    row = commands.request_cancel(run_id, at=house().clock.now(), viewer=viewer)
    return summary(row, viewer, language_of(request))


@router.get("/runs/{int:run_id}/events", permission=None, openapi_extra={"responses": _EVENTS})
def events(request: HttpRequest, run_id: int) -> StreamingHttpResponse:
    """The run at each change (event ``run``) and at its end (``done``), for less than a minute; then ask again."""
    viewer, lang = viewer_of(request), language_of(request)
    queries.visible_run(viewer, run_id)

    def look() -> tuple[dict[str, Any], bool]:
        row = queries.run_of(run_id)
        told = s.RunSummary(**summary(row, viewer, lang)).model_dump(mode="json")
        return told, row.state not in OPEN_STATES

    answer = StreamingHttpResponse(EventStream(look), content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


@router.get("/runs/{int:run_id}/files/{name}", permission=None, openapi_extra={"responses": _FILE})
def file(request: HttpRequest, run_id: int, name: str) -> FileResponse:
    """A file that the run has made; only for whoever asked for it, and for administrators."""
    viewer = viewer_of(request)
    row = queries.visible_run(viewer, run_id)
    if not sees_inside(row, viewer) or row.state != "finished":
        raise no_such_file(run_id, name)
    path = run_file(house().home, run_id, name)
    record(viewer, "run.file_downloaded", str(run_id), {"file": name})
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream")
