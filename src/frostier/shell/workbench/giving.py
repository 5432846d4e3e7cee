"""Tasks that somebody gives by hand: one for each customer that fits, to the customer's own manager, by a run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import ibis
from django.db import transaction
from django.db.models import Q

from frostier.actions.triggers import rank_of
from frostier.flows.ports import JsonObject
from frostier.kernel.errors import InvalidInput
from frostier.kernel.reason import Reason
from frostier.kernel.text import Text
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.audit import record
from frostier.shell.crm.belonging import belonging_of
from frostier.shell.crm.exporting import reading_of
from frostier.shell.crm.filters import customer_filter
from frostier.shell.crm.reading import Reading
from frostier.shell.crm.schemas import CustomerFilter
from frostier.shell.outbox.following import announce_tasks
from frostier.shell.portions import in_portions
from frostier.shell.runs.handlers import RunRequest
from frostier.shell.runs.running import LiveRun
from frostier.shell.wiring import House
from frostier.shell.workbench.making import AT_ONCE, NOT_CLOSED
from frostier.shell.workbench.models import Task
from frostier.shell.workbench.schemas import SHORTEST_TITLE, TaskGift
from frostier.shell.workbench.words import BY_HAND

MOST_GIVEN = 5_000
FURTHEST = timedelta(days=366)
GIFT_VERSION = "1"
_COLUMNS = ("customer_id", "customer_name", "manager", "team", "sales_region", "has_phone")


@dataclass(frozen=True, slots=True)
class Gift:
    """What is given by which run: the words of the task, and its day."""

    run_id: int
    title: str
    note: str
    due_on: date

    @property
    def occurrence(self) -> str:
        """What tells the tasks of this run from others."""
        return f"run {self.run_id}"


def gift_arguments(asked: TaskGift, read: Reading) -> JsonObject:
    """What is asked for, as arguments of a run. The grading is settled here.

    Raises ``InvalidInput`` for a title of blanks, a day that has passed, a condition that cannot be read, nobody who
    fits and too many who do.
    """
    title = " ".join(asked.title.split())
    if len(title) < SHORTEST_TITLE:
        raise InvalidInput(Text("请写明要做什么。", "Say what to do."), where={"field": "title"})
    today = read.house.clock.today()
    if not today <= asked.due_on <= today + FURTHEST:
        raise InvalidInput(
            Text(
                f"截止日应从今天（{today}）起一年以内，得到 {asked.due_on}。",
                f"Expected a day from today ({today}) on and within a year, got {asked.due_on}.",
            ),
            where={"field": "due_on"},
        )
    check_number(read.count(customer_filter(asked.filter, read)))
    chosen = {**asked.filter.dict(exclude_defaults=True), "as_of": read.graded.as_of.isoformat()}
    told = {"title": title, "note": asked.note.strip(), "due_on": asked.due_on.isoformat()}
    return {"filter": chosen, **told, "lang": read.lang}


def gift_key(viewer: Viewer, arguments: JsonObject) -> str:
    """The same for the same person and the same wish: sent twice it is one run."""
    wish = json.dumps([viewer.name, arguments], sort_keys=True, default=str)
    return f"tasks_give:{sha256(wish.encode()).hexdigest()}"


def give_tasks(run: LiveRun, house: House, arguments: JsonObject, asked_by: RunRequest) -> JsonObject:
    """Make the tasks, all or none; for how many customers, for how many not, and why not.

    A run that is done again after a crash makes none twice, and says the same again.
    """
    read = reading_of(house, arguments, asked_by)
    due_on = date.fromisoformat(arguments["due_on"])
    gift = Gift(run.id, arguments["title"], arguments["note"], due_on)
    run.step(Text("查找客户", "find the customers"))
    customers = _customers(read, CustomerFilter(**arguments["filter"]))
    led = [row for row in customers if row["manager"]]
    run.checkpoint()
    run.step(Text("交办", "give the tasks"), total=len(customers))
    given = _given(read, gift, led)
    run.advance(len(customers))
    told = {"given": given, "without_manager": len(customers) - len(led), "given_already": len(led) - given}
    for name, value in told.items():
        run.count(name, value)
    return told


def _customers(read: Reading, asked: CustomerFilter) -> list[JsonObject]:
    """The customers that fit, as they belong now: one that was handed over since has its present manager."""
    found = read.reader.chosen(customer_filter(asked, read), _COLUMNS)
    rows = read.house.published.rows(_as_of_now(read, found).select(*_COLUMNS).order_by("customer_id"))
    check_number(len(rows))  # others may fit now than when it was asked for
    return rows


def _as_of_now(read: Reading, found: ibis.Table) -> ibis.Table:
    newest = read.newest or read.graded
    if newest.snapshot == read.graded.snapshot:
        return found
    present = read.reader_of(newest).visible_with(_COLUMNS)
    return present.filter(present.customer_id.isin(found.customer_id))


@transaction.atomic
def _given(read: Reading, gift: Gift, led: Sequence[JsonObject]) -> int:
    """Make those tasks that there are not, tell of them, and note it in the audit trail; how many customers have one.

    That is one transaction, so that a run which finds a task of its own has done all of it before.
    """
    of_run, of_others = _open_already(gift, [row["customer_id"] for row in led])
    if of_run:
        return len(of_run)
    new = [_task(read, gift, row) for row in led if row["customer_id"] not in of_others]
    Task.objects.bulk_create(new, batch_size=AT_ONCE)
    announce_tasks(new, at=read.house.clock.now(), as_of=read.house.clock.today())
    details = {"title": gift.title, "note": gift.note, "due_on": gift.due_on, "tasks": len(new)}
    record(read.viewer, "tasks.given", f"run {gift.run_id}", details, at=read.house.clock.now())
    return len(new)


def _open_already(gift: Gift, customer_ids: Sequence[str]) -> tuple[set[str], set[str]]:
    """The customers with a task of this run, and those with an open one of the same title that another gave."""
    of_run, of_others = set[str](), set[str]()
    counting = Q(occurrence=gift.occurrence) | Q(title_zh=gift.title, state__in=NOT_CLOSED)
    for some in in_portions(customer_ids):
        known = Task.objects.filter(counting, kind=BY_HAND, customer_id__in=some)
        for customer_id, occurrence in known.values_list("customer_id", "occurrence"):
            (of_run if occurrence == gift.occurrence else of_others).add(customer_id)
    return of_run, of_others


def _task(read: Reading, gift: Gift, row: dict[str, Any]) -> Task:
    by, why = read.viewer.name, gift.note or gift.title
    return Task(
        **belonging_of(row),
        kind=BY_HAND,
        occurrence=gift.occurrence,
        title_zh=gift.title,
        title_en=gift.title,
        reason=Reason(
            f"task:{BY_HAND}", GIFT_VERSION, {"by": by}, Text(f"{by} 交办：{why}", f"Given by {by}: {why}")
        ).as_json(),
        expected_value=Decimal(0),
        # Nobody reckons what it is worth: among the normal ones it would stand behind all others.
        priority=rank_of("high"),
        due_on=gift.due_on,
        phone_known=bool(row["has_phone"]),
        created_at=read.house.clock.now(),
        created_on=read.house.clock.today(),
    )


def check_number(customers: int) -> None:
    """Go on, or raise ``InvalidInput`` where nobody fits or more than people can work on."""
    if not 0 < customers <= MOST_GIVEN:
        raise InvalidInput(
            Text(
                f"一次可以给 1 到 {MOST_GIVEN:,} 位客户交办，符合条件的有 {customers:,} 位。",
                f"Tasks can be given about 1 to {MOST_GIVEN:,} customers at once; {customers:,} fit.",
            ),
            next_step=Text("请修改条件。", "Change the condition."),
            where={"field": "filter"},
        )
