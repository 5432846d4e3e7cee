"""What people do about tasks, each deed in the audit trail and in the customer's timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from frostier.kernel.errors import Conflict, InvalidInput
from frostier.kernel.text import Text
from frostier.shell.accounts.access import NotPermitted, Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.crm.reading import Reading
from frostier.shell.outbox.news import tell_of
from frostier.shell.work.models import Task, TaskStep
from frostier.shell.work.queries import open_on, task_of, visible_tasks

LONGEST_PUT_OFF = timedelta(days=366)


@transaction.atomic
def finish(read: Reading, task_id: int, note: str) -> Task:
    """Mark a task as done; raises ``Conflict`` where somebody was quicker."""
    row = _held(read, task_id)
    row.closed_at, row.closed_by = read.house.clock.now(), read.viewer.name
    return _step(read, row, "done", note)


@transaction.atomic
def put_off(read: Reading, task_id: int, state: str, note: str, until: date | None) -> Task:
    """Postpone a task, or note that the customer was not reached; it is open again on the day ``until``."""
    row = _held(read, task_id)
    today = read.house.clock.today()
    row.comes_back_on = until or today + timedelta(days=1)
    if not today < row.comes_back_on <= today + LONGEST_PUT_OFF:
        raise InvalidInput(
            Text(
                f"日期应晚于今天（{today}）且不超过一年，得到 {until}。",
                f"Expected a day after today ({today}) and within a year, got {until}.",
            ),
            where={"field": "until"},
        )
    return _step(read, row, state, note, row.comes_back_on)


@transaction.atomic
def hand_over(
    read: Reading,
    from_manager: str,
    to_manager: str,
    *,
    customer_ids: Sequence[str] | None,
    task_ids: Sequence[int] | None,
    until: date | None,
    note: str,
) -> int:
    """Give open tasks of one manager to another; how many. Both must be managers that the viewer may speak for.

    Raises ``NotPermitted`` where somebody hands over another's tasks who is not responsible for them.
    """
    _may_speak_for(read.viewer, from_manager)
    today = read.house.clock.today()
    if from_manager == to_manager or (until is not None and until <= today):
        raise InvalidInput(
            Text("请指定另一位客户经理和今天以后的日期。", "Name another manager, and a day after today."),
            where={"field": "to" if from_manager == to_manager else "until"},
        )
    rows = visible_tasks(read.viewer.scope).filter(open_on(today), manager=from_manager)
    rows = rows if customer_ids is None else rows.filter(customer_id__in=customer_ids)
    rows = rows if task_ids is None else rows.filter(pk__in=task_ids)
    moved = _move(read, rows, to_manager, until, note)
    details = {"from": from_manager, "to": to_manager, "until": until, "tasks": moved}
    record(read.viewer, "tasks.handed_over", from_manager, details)
    return moved


def give_back(today: date) -> int:
    """Return the tasks whose stand-in has ended to the customer's own manager; how many."""
    returned = 0
    for row in Task.objects.filter(handed_until__lte=today, own_manager__isnull=False):
        row.manager, row.own_manager, row.handed_until = row.own_manager, None, None
        row.save(update_fields=["manager", "own_manager", "handed_until"])
        returned += 1
    return returned


def _move(read: Reading, rows: QuerySet[Task], to: str, until: date | None, note: str) -> int:
    now, moved = read.house.clock.now(), 0
    for row in rows.select_for_update():
        owner = row.own_manager or row.manager
        row.manager, row.own_manager, row.handed_until = to, None if owner == to else owner, until
        row.save(update_fields=["manager", "own_manager", "handed_until"])
        _keep(row, now, read.viewer.name, "handed_over", note or to, until)
        tell_of("task", row, at=now)
        moved += 1
    return moved


def _held(read: Reading, task_id: int) -> Task:
    """The task, held until the transaction ends; raises ``Conflict`` where it is closed."""
    known = task_of(read.viewer.scope, task_id)
    row = Task.objects.select_for_update().get(pk=known.pk)
    if row.state in ("done", "void"):
        raise Conflict(
            Text(
                f"待办 {task_id} 已{'由 ' + row.closed_by + ' 完成' if row.closed_by else '失效'}。",
                f"Task {task_id} was {'done by ' + row.closed_by if row.closed_by else 'void'} already.",
            ),
            where={"task": task_id},
        )
    return row


def _step(read: Reading, row: Task, state: str, note: str, until: date | None = None) -> Task:
    now = read.house.clock.now()
    row.state, row.note, row.touched_at = state, note.strip(), row.touched_at or now
    row.save()
    _keep(row, now, read.viewer.name, state, note.strip(), until)
    details = {"kind": row.kind, "customer": row.customer_id, "until": until}
    record(read.viewer, f"task.{state}", str(row.pk), details)
    tell_of("task", row, at=now)
    return row


def _keep(row: Task, at: datetime, by: str, action: str, note: str, until: date | None) -> None:
    TaskStep.objects.create(task=row, customer_id=row.customer_id, at=at, by=by, action=action, note=note, until=until)


def _may_speak_for(viewer: Viewer, manager: str) -> None:
    if viewer.scope.kind == "managers" and manager not in viewer.scope.values:
        raise NotPermitted(
            Text("只能移交自己的待办。", "Only one's own tasks can be handed over."),
            next_step=Text("请让主管移交。", "Ask a supervisor to hand them over."),
        )
