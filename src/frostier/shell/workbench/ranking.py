"""Putting tasks to the front of the list: in the transaction that makes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from frostier.actions.firing import Fired
from frostier.shell.portions import in_portions
from frostier.shell.workbench.making import not_closed_of
from frostier.shell.workbench.models import Task


def put_first(fired: Iterable[Fired]) -> int:
    """Give the tasks that triggers are about, known ones too, their priority; how many moved. None ever falls back."""
    ranks: dict[tuple[str, str], int] = {}
    for one in fired:
        named = one.customer_id, one.trigger.rule
        ranks[named] = max(one.trigger.rank, ranks.get(named, 0))
    moved: dict[int, list[int]] = defaultdict(list)
    for some in in_portions(sorted({customer_id for customer_id, _ in ranks})):
        for task in not_closed_of(some):
            rank = ranks.get((task.customer_id, task.kind), 0)
            if task.priority < rank:
                moved[rank].append(task.pk)
    for rank, pks in moved.items():
        for some_pks in in_portions(pks):
            Task.objects.filter(pk__in=some_pks).update(priority=rank)
    return sum(map(len, moved.values()))
