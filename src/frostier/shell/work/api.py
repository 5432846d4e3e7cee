"""Tasks: what to do today, done, put off, handed over."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query

from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm.reading import reading
from frostier.shell.work import commands, queries
from frostier.shell.work import schemas as s

router = GuardedRouter(tags=["work"])


@router.get("/tasks", permission="tasks.read", response=s.TaskPage)
def tasks(request: HttpRequest, asked: Query[s.TaskQuery]) -> Any:
    """Tasks about the caller's customers and those handed over to them, the most valuable first."""
    return queries.page(reading(request), asked)


@router.get("/tasks/load", permission="tasks.read", response=s.TaskLoad)
def load(request: HttpRequest) -> Any:
    """Per manager: open and overdue tasks, done today, how fast they respond."""
    return queries.load(reading(request))


@router.post("/tasks/hand-over", permission="tasks.work", response=s.HandedOver)
def hand_over(request: HttpRequest, asked: s.HandOver) -> Any:
    """Give open tasks of one manager to another, for good or until a day."""
    moved = commands.hand_over(
        reading(request),
        asked.from_,
        asked.to,
        customer_ids=asked.customer_ids,
        task_ids=asked.task_ids,
        until=asked.until,
        note=asked.note,
    )
    return {"tasks": moved}


@router.get("/tasks/{int:task_id}", permission="tasks.read", response=s.TaskAnswer)
def task(request: HttpRequest, task_id: int) -> Any:
    """One task."""
    read = reading(request)
    return queries.answers(read, [queries.task_of(read.viewer.scope, task_id)])[0]


@router.post("/tasks/{int:task_id}/done", permission="tasks.work", response=s.TaskAnswer)
def done(request: HttpRequest, task_id: int, asked: s.TaskNote) -> Any:
    """Mark a task as done; 409 where it is closed already."""
    read = reading(request)
    return queries.answers(read, [commands.finish(read, task_id, asked.note)])[0]


@router.post("/tasks/{int:task_id}/postpone", permission="tasks.work", response=s.TaskAnswer)
def postpone(request: HttpRequest, task_id: int, asked: s.TaskPutOff) -> Any:
    """Put a task off until a day."""
    read = reading(request)
    return queries.answers(read, [commands.put_off(read, task_id, "postponed", asked.note, asked.until)])[0]


@router.post("/tasks/{int:task_id}/not-reached", permission="tasks.work", response=s.TaskAnswer)
def not_reached(request: HttpRequest, task_id: int, asked: s.TaskPutOff) -> Any:
    """Note that the customer was not reached; the task is open again tomorrow, or on the day given."""
    read = reading(request)
    return queries.answers(read, [commands.put_off(read, task_id, "not_reached", asked.note, asked.until)])[0]
