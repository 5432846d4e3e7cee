"""What people do about tasks, each deed in the audit trail and in the customer's timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from frostier.kernel.errors import Conflict, InvalidInput, NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts.access import NotPermitted, Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.crm.reading import Reading
from frostier.shell.outbox.news import tell_of
from frostier.shell.workbench.making import NOT_CLOSED
from frostier.shell.workbench.models import Task, TaskStep
from frostier.shell.workbench.queries import open_on, task_of, visible_tasks
from frostier.shell.workbench.standing_in import (
    EVERY_CUSTOMER,
    Loan,
    colleagues,
    end_all,
    lend,
    present_loans,
    take_back,
)
from frostier.tags.vocabulary import suggest

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
    """Give open tasks of one manager to another; how many. Who takes them over sees their customers meanwhile.

    That is the customers of the tasks and the named ones; where everything is handed over until a day, all customers
    of the manager. Raises ``NotPermitted`` where somebody hands over another's tasks who is not responsible for them.
    """
    _may_speak_for(read.viewer, from_manager)
    today = read.house.clock.today()
    if from_manager == to_manager or (until is not None and until <= today):
        raise InvalidInput(
            Text("请指定另一位客户经理和今天以后的日期。", "Name another manager, and a day after today."),
            where={"field": "to" if from_manager == to_manager else "until"},
        )
    _check_colleague(read, to_manager)
    rows = visible_tasks(read.viewer.scope).filter(open_on(today), manager=from_manager)
    rows = rows if customer_ids is None else rows.filter(customer_id__in=customer_ids)
    rows = rows if task_ids is None else rows.filter(pk__in=task_ids)
    moved = _move(read, rows, to_manager, until, note)
    details = {"from": from_manager, "to": to_manager, "until": until, "tasks": len(moved)}
    record(read.viewer, "tasks.handed_over", from_manager, details)
    everything = customer_ids is None and task_ids is None
    _lend_customers(
        read, moved, Loan(from_manager, to_manager, _besides(read, from_manager, customer_ids, until, everything))
    )
    return len(moved)


@transaction.atomic
def end_stand_in(read: Reading, manager: str, stand_in: str) -> int:
    """Let a stand-in end today: the customers are no longer lent, open tasks go back; how many tasks.

    Raises ``NotFound`` where nobody that the viewer may speak for stands in.
    """
    if not any((loan.manager, loan.stand_in) == (manager, stand_in) for loan in present_loans(read)):
        raise NotFound(
            Text(f"{stand_in} 没有代管 {manager} 的客户。", f"{stand_in} does not stand in for {manager}."),
            where={"manager": manager, "stand_in": stand_in},
        )
    end_all(read, manager, stand_in)
    rows = Task.objects.filter(manager=stand_in, own_manager=manager, state__in=NOT_CLOSED)
    return len(_move(read, rows, manager, None, ""))


def give_back(today: date) -> int:
    """Return the tasks whose stand-in has ended to the customer's own manager; how many."""
    returned = 0
    for row in Task.objects.filter(handed_until__lte=today, own_manager__isnull=False):
        row.manager, row.own_manager, row.handed_until = row.own_manager, None, None
        row.save(update_fields=["manager", "own_manager", "handed_until"])
        returned += 1
    return returned


@dataclass(frozen=True, slots=True)
class _Moved:
    """A task that went over: about whose customer, until when."""

    owner: str
    customer_id: str
    until: date | None


def _move(read: Reading, rows: QuerySet[Task], to: str, until: date | None, note: str) -> list[_Moved]:
    now, moved = read.house.clock.now(), []
    for row in rows.select_for_update():
        owner, ends = str(row.own_manager or row.manager), _end_of(read.viewer, row, until)
        back = owner == to
        row.manager, row.own_manager, row.handed_until = to, None if back else owner, None if back else ends
        row.save(update_fields=["manager", "own_manager", "handed_until"])
        _keep(row, now, read.viewer.name, "handed_over", note or to, row.handed_until)
        tell_of("task", row, at=now)
        moved.append(_Moved(owner, row.customer_id, row.handed_until))
    return moved


def _end_of(viewer: Viewer, row: Task, until: date | None) -> date | None:
    """Until when a task goes over: who has it for a while themselves cannot give it away for longer."""
    own = viewer.scope.kind != "managers" or row.own_manager is None or row.own_manager in viewer.scope.values
    if own or row.handed_until is None:
        return until
    return row.handed_until if until is None else min(until, row.handed_until)


def _customers_of(moved: Sequence[_Moved], manager: str) -> dict[str, dict[str, date | None]]:
    """The customers of tasks that went over, with the last day of each, by their own manager."""
    found: dict[str, dict[str, date | None]] = {manager: {}}
    for one in moved:
        known = found.setdefault(one.owner, {})
        before = known.get(one.customer_id, one.until)
        known[one.customer_id] = None if before is None or one.until is None else max(before, one.until)
    return found


def _besides(
    read: Reading, manager: str, customer_ids: Sequence[str] | None, until: date | None, everything: bool
) -> dict[str, date | None]:
    """Customers of the manager who are handed over until a day whether or not there is a task about them."""
    if until is None:
        return {}
    if everything and read.viewer.scope.kind in ("all", "managers"):
        return {EVERY_CUSTOMER: until}
    if read.newest is None:
        return {}
    # Whoever leads a team or a region can hand over what lies in it, and nothing else of the manager.
    theirs = read.reader.visible.filter(read.reader.visible.manager == manager)
    chosen = theirs if everything else theirs.filter(theirs.customer_id.isin(list(customer_ids or ())))
    return {str(row["customer_id"]): until for row in read.house.published.rows(chosen.select("customer_id"))}


def _lend_customers(read: Reading, moved: Sequence[_Moved], besides: Loan) -> None:
    """Let the stand-in see whose tasks went over and the customers ``besides``; what went home is lent no longer."""
    by_owner = _customers_of(moved, besides.manager)
    home = by_owner.pop(besides.stand_in, {})
    lend(read, replace(besides, customers={**by_owner.pop(besides.manager), **besides.customers}))
    for owner, customers in by_owner.items():
        lend(read, Loan(owner, besides.stand_in, customers))
    left = Task.objects.filter(manager=besides.manager, customer_id__in=home, state__in=NOT_CLOSED)
    take_back(read, besides.manager, set(home) - set(left.values_list("customer_id", flat=True)))


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


def _check_colleague(read: Reading, manager: str) -> None:
    """Go on, or raise ``InvalidInput`` for a name that no account manager has, where any are known."""
    known = colleagues(read)
    if known and manager not in known:
        raise InvalidInput(
            Text(f"没有名为“{manager}”的客户经理。", f"There is no account manager called {manager!r}."),
            next_step=suggest(manager, known),
            where={"field": "to"},
        )


def _may_speak_for(viewer: Viewer, manager: str) -> None:
    if viewer.scope.kind == "managers" and manager not in viewer.scope.values:
        raise NotPermitted(
            Text("只能移交自己的待办。", "Only one's own tasks can be handed over."),
            next_step=Text("请让主管移交。", "Ask a supervisor to hand them over."),
        )
