"""Making tasks of changes, and closing those that no longer apply: in the transaction that records the results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from frostier.actions.change import CustomerChange
from frostier.actions.holding import Holding
from frostier.actions.occasion import Judging
from frostier.actions.tasks import NewTask, TaskPlan, task_plan
from frostier.shell.crm.belonging import belonging_of
from frostier.shell.inserting import Prepared, insert_prepared, prepared
from frostier.shell.portions import in_portions
from frostier.shell.workbench.models import Task

NOT_CLOSED = ("open", "postponed", "not_reached")
AT_ONCE = 500
Name = tuple[str, str, str]
"""Customer, kind, occurrence: what tells tasks apart."""

_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Planned:
    """A change with what it does to the customer's tasks."""

    change: CustomerChange
    plan: TaskPlan


def planned(
    changes: Iterable[CustomerChange], judging: Judging, holdings: Mapping[str, Holding] | None = None
) -> list[Planned]:
    """The changes that do something to tasks; ``holdings`` tell which rules hold, by customer, where that is known."""
    known = holdings or {}
    plans = (Planned(c, task_plan(c, judging, holding=known.get(c.customer_id))) for c in changes)
    return [p for p in plans if p.plan.made or p.plan.over]


def best_per_manager(plans: Iterable[Planned], most: int) -> list[Planned]:
    """The same with at most so many new tasks of a kind for each manager, the most valuable ones.

    A grading looks at everybody: without a bound a manager would find hundreds of calls in the morning.
    """
    offered: dict[tuple[str | None, str], list[NewTask]] = defaultdict(list)
    listed = list(plans)
    for p in listed:
        for task in p.plan.made:
            offered[p.change.after.get("manager"), task.kind].append(task)
    kept = {
        id(task)
        for tasks in offered.values()
        for task in sorted(tasks, key=lambda t: (-t.expected_value, t.customer_id))[:most]
    }
    return [Planned(p.change, TaskPlan(tuple(t for t in p.plan.made if id(t) in kept), p.plan.over)) for p in listed]


def asked_for(plans: Sequence[Planned], *, at: datetime) -> list[Prepared[Task]]:
    """The tasks that the plans ask for, each once, ready to be written by ``carry_out``."""
    # Two events of one batch may ask for the same task.
    named = {_name(row): row for row in reversed([_row(task, p.change, at) for p in plans for task in p.plan.made])}
    return [prepared(row) for row in reversed(named.values())]


def carry_out(plans: Sequence[Planned], asked: Sequence[Prepared[Task]], *, at: datetime) -> list[Task]:
    """Make those of the tasks ``asked_for`` that are not there yet and close those that are over.

    Gives the new ones, not yet ``numbered``.
    """
    _close(plans, at)
    known = _numbers([one.row for one in asked])
    new = [one for one in asked if _name(one.row) not in known]
    insert_prepared(new)
    return [one.row for one in new]


def numbered(tasks: Sequence[Task]) -> Sequence[Task]:
    """The tasks with the numbers under which they are kept, looked up for those that were made without."""
    new = [task for task in tasks if task.pk is None]
    numbers = _numbers(new)
    for task in new:
        task.pk = numbers[_name(task)]
    return tasks


def hand_tasks_over(changes: Iterable[CustomerChange]) -> None:
    """Hand the open tasks of customers who have another manager now to that manager."""
    for change in changes:
        if any(change.moved(column) for column in ("manager", "team", "sales_region", "customer_name")):
            owner = belonging_of(change.after)
            rows = Task.objects.filter(customer_id=change.customer_id, state__in=NOT_CLOSED)
            rows.filter(own_manager__isnull=True).update(**owner)
            rows.filter(own_manager__isnull=False).update(**_standing_in(owner))


def _standing_in(owner: dict[str, str | None]) -> dict[str, str | None]:
    return {**{name: value for name, value in owner.items() if name != "manager"}, "own_manager": owner["manager"]}


def _close(plans: Sequence[Planned], at: datetime) -> None:
    over = {p.change.customer_id: p.plan.over for p in plans if p.plan.over}
    for some in in_portions(over):
        gone = [task.pk for task in not_closed_of(some) if task.kind in over[task.customer_id]]
        for pks in in_portions(gone):
            Task.objects.filter(pk__in=pks).update(state="void", closed_at=at)


class OpenTask(NamedTuple):
    """What there is to know of a task that is not closed, to decide what becomes of it."""

    pk: int
    customer_id: str
    kind: str
    priority: int


def not_closed_of(customer_ids: Sequence[str]) -> list[OpenTask]:
    """The tasks of these customers that are not closed."""
    # Not asked for by state: a store without statistics would then look through every open task of the house.
    of_customers = Task.objects.filter(customer_id__in=customer_ids)
    rows = of_customers.values_list("pk", "customer_id", "kind", "priority", "state")
    return [
        OpenTask(pk, customer_id, kind, priority)
        for pk, customer_id, kind, priority, state in rows
        if state in NOT_CLOSED
    ]


def _numbers(rows: Sequence[Task]) -> dict[Name, int]:
    """The numbers of the tasks that are kept of the customers of these, by name."""
    ids = sorted({row.customer_id for row in rows})
    found: dict[Name, int] = {}
    for some in in_portions(ids):
        kept = Task.objects.filter(customer_id__in=some).values_list("customer_id", "kind", "occurrence", "pk")
        found |= {(customer_id, kind, occurrence): pk for customer_id, kind, occurrence, pk in kept}
    return found


def _name(row: Task) -> Name:
    return row.customer_id, row.kind, row.occurrence


def _row(task: NewTask, change: CustomerChange, at: datetime) -> Task:
    return Task(
        **belonging_of(change.after),
        kind=task.kind,
        occurrence=task.occurrence[:160],
        title_zh=task.title.zh[:_LONGEST_TITLE],
        title_en=task.title.en[:_LONGEST_TITLE],
        reason=task.reason.as_json(),
        expected_value=task.expected_value,
        due_on=task.due_on,
        phone_known=bool(change.after.get("has_phone")),
        event_id=task.event_id,
        created_at=at,
        created_on=change.as_of,
    )
