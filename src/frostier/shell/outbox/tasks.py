"""What the worker does for the outbox: delivering, following gradings, thinning the feed."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event

from django.db import transaction

from frostier.kernel.text import Text
from frostier.shell.outbox import gradings, news
from frostier.shell.outbox.delivering import Deliverer
from frostier.shell.runs.handlers import JsonObject, RunRequest, beside_runs, handler, periodic
from frostier.shell.runs.queue import request_run
from frostier.shell.runs.running import LiveRun
from frostier.shell.wiring import House

FOLLOW_UP = "follow-up"


@beside_runs
def deliver(house: House, over: Event) -> None:
    """Send webhooks as long as the worker works."""
    Deliverer(house).work(over)


@periodic(every=timedelta(seconds=2))
def follow_gradings(house: House, now: datetime) -> None:
    """Request what follows from the newest grading, where nobody has done it yet."""
    with transaction.atomic():
        grading = gradings.next_follow_up(now)
        if grading is not None:
            key = f"{FOLLOW_UP}:{grading}"
            request_run(FOLLOW_UP, {"grading": grading}, by="frostier", lane="reader", dedupe_key=key)


@handler(FOLLOW_UP, lane="reader", name=Text("分层后续", "what follows from a grading"))
def follow_up(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Make tasks, news and messages of what a grading changed."""
    followed = gradings.follow_grading(run, house, int(arguments["grading"]))
    return {"tasks": followed.tasks, "messages": followed.messages}


@periodic(every=timedelta(hours=1), after_start=timedelta(minutes=5))
def thin_out_news(house: House, now: datetime) -> None:
    """Remove old news."""
    news.thin_out(now)
