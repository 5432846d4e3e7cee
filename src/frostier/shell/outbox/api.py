"""News for open pages, webhooks for other systems."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Field, Query, Schema

from frostier.kernel.text import Text
from frostier.shell.accounts.access import viewer_of
from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.console.house import house
from frostier.shell.console.language import language_of
from frostier.shell.outbox import commands, queries
from frostier.shell.outbox import schemas as s
from frostier.shell.outbox.news import latest_place, news_after
from frostier.shell.outbox.streaming import shown, stream_or_none
from frostier.shell.outbox.webhooks import secret_of

router = GuardedRouter(tags=["outbox"])

ASK_INSTEAD_SECONDS = 60
_STREAM = {200: {"description": "Server-sent events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}}


class Place(Schema):
    """A place in the feed."""

    after: int | None = Field(None, ge=0, lt=2**63)


@router.get("/live/stream", permission="live.read", openapi_extra={"responses": _STREAM})
def stream(request: HttpRequest, asked: Query[Place]) -> HttpResponse | StreamingHttpResponse:
    """News about the caller's customers as they come, for five minutes; then ask again with ``Last-Event-ID``.

    503 where too many listen: ask ``/live/changes`` every few seconds instead.
    """
    last = request.headers.get("Last-Event-ID", "")
    place = int(last) if last.isascii() and last.isdigit() and len(last) < 19 else asked.after
    news = stream_or_none(viewer_of(request).scope, place)
    if news is None:
        return _too_many(request)
    answer = StreamingHttpResponse(news, content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


@router.get("/live/changes", permission="live.read", response=s.NewsAnswer)
def changes(request: HttpRequest, asked: Query[Place]) -> Any:
    """News about the caller's customers behind a place in the feed; without one only where the feed stands."""
    if asked.after is None:
        return {"latest": latest_place(), "changes": [], "more": False}
    found = news_after(asked.after, viewer_of(request).scope)
    return {"latest": found.latest, "changes": [shown(row) for row in found.rows], "more": found.more}


@router.get("/webhooks", permission="webhooks.manage", response=s.Webhooks)
def webhooks(request: HttpRequest) -> Any:
    """Every endpoint."""
    return queries.endpoints(language_of(request))


@router.post("/webhooks", permission="webhooks.manage", response={201: s.WebhookMade}, secret=True)
def make(request: HttpRequest, asked: s.WebhookDraft) -> Any:
    """A new endpoint; its secret is told this once."""
    row = commands.make_endpoint(house(), viewer_of(request), asked.url, asked.events)
    return 201, {**queries.endpoint(row, language_of(request)), "secret": secret_of(row)}


@router.patch("/webhooks/{int:endpoint_id}", permission="webhooks.manage", response=s.WebhookAnswer)
def change(request: HttpRequest, endpoint_id: int, asked: s.WebhookChange) -> Any:
    """Change an endpoint, or switch it off and on."""
    row = commands.change_endpoint(
        house(), viewer_of(request), endpoint_id, url=asked.url, events=asked.events, on=asked.on
    )
    return queries.endpoint(row, language_of(request))


@router.delete("/webhooks/{int:endpoint_id}", permission="webhooks.manage", response={204: None})
def remove(request: HttpRequest, endpoint_id: int) -> Any:
    """Tell an endpoint nothing more."""
    commands.remove_endpoint(house(), viewer_of(request), endpoint_id)
    return 204, None


@router.get("/webhooks/{int:endpoint_id}/deliveries", permission="webhooks.manage", response=s.DeliveryPage)
def deliveries(request: HttpRequest, endpoint_id: int, asked: Query[s.DeliveryQuery]) -> Any:
    """What was sent and what waits, the newest first."""
    return queries.deliveries(commands.endpoint_of(endpoint_id), asked)


@router.post("/webhooks/{int:endpoint_id}/replay", permission="webhooks.manage", response=s.Queued)
def replay(request: HttpRequest, endpoint_id: int, asked: s.Replay) -> Any:
    """Have messages sent again, with the ids that they had."""
    queued = commands.replay(house(), viewer_of(request), endpoint_id, since=asked.since, numbers=asked.delivery_ids)
    return {"queued": queued}


@router.post("/webhooks/{int:endpoint_id}/test", permission="webhooks.manage", response=s.DeliveryAnswer)
def test(request: HttpRequest, endpoint_id: int) -> Any:
    """Have a message sent that says nothing."""
    return queries.delivery(commands.send_test(house(), viewer_of(request), endpoint_id))


def _too_many(request: HttpRequest) -> HttpResponse:
    told = Text("同时监听的页面过多，请改为定时查询。", "Too many pages listen; ask for the changes now and then.")
    body: dict[str, Any] = {
        "code": "too_many_streams",
        "message": told.say(language_of(request)),
        "next_step": None,
        "field": None,
        "errors": [],
        "where": {"retry_after_seconds": ASK_INSTEAD_SECONDS},
    }
    answer = HttpResponse(orjson.dumps(body), content_type="application/json", status=503)
    answer["Retry-After"] = str(ASK_INSTEAD_SECONDS)
    return answer
