"""Tasks: what to do today, done, put off, handed over."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Query

from frostier.shell.console.guarded import GuardedRouter
from frostier.shell.crm.reading import reading
from frostier.shell.runs.api import started
from frostier.shell.runs.queue import request_run
from frostier.shell.runs.schemas import RunStarted
from frostier.shell.workbench import commands, queries
from frostier.shell.workbench import schemas as s
from frostier.shell.workbench.giving import gift_arguments, gift_key
from frostier.shell.workbench.standing_in import colleagues, present_loans

router = GuardedRouter(tags=["work"])


@router.get("/tasks", permission="tasks.read", response=s.TaskPage)
def tasks(request: HttpRequest, asked: Query[s.TaskQuery]) -> Any:
    """Tasks about the caller's customers and those handed over to them: urgent ones, then by value."""
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


@router.post("/tasks/give", permission="tasks.give", response={202: RunStarted})
def give(request: HttpRequest, asked: s.TaskGift) -> Any:
    """Give the managers of all customers that fit a task about each, as a run.

    Nobody gets a task about a customer without a manager, nor one with the same title while one is open. Asked for
    again while that run is open, the answer is that run.
    """
    read = reading(request, asked.filter.as_of)
    viewer, arguments = read.viewer, gift_arguments(asked, read)
    with transaction.atomic():
        row = request_run(
            "tasks_give",
            arguments,
            by=viewer.name,
            role=viewer.role,
            scope=viewer.scope,
            dedupe_key=gift_key(viewer, arguments),
            at=read.house.clock.now(),
        )
    return started(request, row)


@router.get("/stand-ins", permission="tasks.read", response=list[s.StandInAnswer])
def stand_ins(request: HttpRequest) -> Any:
    """Who stands in for whom today, among the caller's managers."""
    return present_loans(reading(request))


@router.get("/stand-ins/colleagues", permission="tasks.work", response=list[str])
def possible_stand_ins(request: HttpRequest) -> Any:
    """The account managers to whom tasks and customers can be handed over."""
    return colleagues(reading(request))


@router.post("/stand-ins/end", permission="tasks.work", response=s.HandedOver)
def end_stand_in(request: HttpRequest, asked: s.StandInEnd) -> Any:
    """Let a stand-in end now: their sight of the customers ends, and open tasks go back."""
    return {"tasks": commands.end_stand_in(reading(request), asked.manager, asked.stand_in)}


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
