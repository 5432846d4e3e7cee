"""Putting tasks to the front of the list: in the transaction that makes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from frostier.actions.triggers import Fired, Trigger, TriggerId
from frostier.shell.portions import in_portions
from frostier.shell.workbench.making import NOT_CLOSED
from frostier.shell.workbench.models import Task


def put_first(fired: Iterable[Fired]) -> int:
    """Give the tasks that triggers are about, known ones too, their priority; how many moved. None ever falls back."""
    triggers: dict[TriggerId, Trigger] = {}
    customers: dict[TriggerId, list[str]] = defaultdict(list)
    for one in fired:
        triggers[one.trigger.id] = one.trigger
        customers[one.trigger.id].append(one.customer_id)
    moved = 0
    for id, trigger in triggers.items():
        for some in in_portions(customers[id]):
            rows = Task.objects.filter(customer_id__in=some, kind=trigger.rule, state__in=NOT_CLOSED)
            moved += rows.filter(priority__lt=trigger.rank).update(priority=trigger.rank)
    return moved
