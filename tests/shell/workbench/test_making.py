"""Tasks are made, closed and put first by customer, as row by row would do it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from django.db import connection

from frostier.actions.firing import Fired
from frostier.actions.triggers import TRIGGERS
from frostier.shell.inserting import insert_prepared, prepared
from frostier.shell.workbench.making import NOT_CLOSED, not_closed_of
from frostier.shell.workbench.models import TASK_STATES, Task
from frostier.shell.workbench.ranking import put_first

CUSTOMERS = [f"c{n}" for n in range(8)]


@pytest.fixture
def some_tasks(home, clock) -> list[Task]:
    dice, rules = Random(5), [trigger.rule for trigger in TRIGGERS]
    return [
        Task(
            customer_id=dice.choice(CUSTOMERS),
            customer_name="one",
            manager=dice.choice(["m", None]),
            kind=dice.choice(rules),
            occurrence=str(number),
            title_zh="题",
            title_en="title",
            reason={"rule": "r", "inputs": {"spend": "1.50", "name": "“it”"}},
            expected_value=Decimal("12.30"),
            priority=dice.choice([0, 1, 2]),
            due_on=date(2026, 11, 20),
            state=dice.choice(TASK_STATES),
            phone_known=dice.choice([True, False]),
            created_at=clock.now(),
            created_on=date(2026, 11, 20),
        )
        for number in range(120)
    ]


def kept() -> list[dict]:
    return [{**row, "id": None} for row in Task.objects.order_by("id").values()]


def test_rows_inserted_at_once_are_those_of_bulk_create(some_tasks) -> None:
    Task.objects.bulk_create(some_tasks)
    expected = kept()
    Task.objects.all().delete()

    insert_prepared([prepared(task) for task in some_tasks])

    assert kept() == expected


def test_the_open_tasks_of_some_customers_are_those_that_a_look_at_every_task_finds(some_tasks) -> None:
    insert_prepared([prepared(task) for task in some_tasks])
    some = CUSTOMERS[::2]

    found = not_closed_of(some)

    expected = {
        (task.pk, task.customer_id, task.kind, task.priority)
        for task in Task.objects.all()
        if task.customer_id in some and task.state in NOT_CLOSED
    }
    assert expected
    assert set(found) == expected


def test_tasks_put_first_are_those_that_each_trigger_alone_would_put_first(some_tasks) -> None:
    insert_prepared([prepared(task) for task in some_tasks])
    dice = Random(6)
    fired = [Fired(dice.choice(CUSTOMERS), dice.choice(TRIGGERS)) for _ in range(15)]
    expected = {task.pk: task.priority for task in Task.objects.all()}
    for one in fired:
        about = Task.objects.filter(customer_id=one.customer_id, kind=one.trigger.rule, state__in=NOT_CLOSED)
        for pk in about.values_list("pk", flat=True):
            expected[pk] = max(expected[pk], one.trigger.rank)
    before = {task.pk: task.priority for task in Task.objects.all()}

    moved = put_first(fired)

    after = {task.pk: task.priority for task in Task.objects.all()}
    assert after == expected
    assert moved == sum(after[pk] != before[pk] for pk in after) > 0


def test_open_tasks_are_looked_up_by_customer_however_many_are_open(home) -> None:
    asked = []

    def noting(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noting):
        not_closed_of(CUSTOMERS)

    [statement] = asked
    condition = statement.partition("WHERE")[2]
    assert "customer_id" in condition
    assert "state" not in condition  # SQLite would look through all that are open
