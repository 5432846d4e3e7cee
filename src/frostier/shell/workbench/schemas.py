"""What the API tells of tasks, and what it is asked to do about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from frostier.shell.console.shapes import Named
from frostier.shell.crm.schemas import CustomerFilter, Money, PageQuery, ReasonAnswer

TaskState = Literal["open", "done", "postponed", "not_reached", "void"]
Note = Annotated[str, Field(max_length=1000)]
SHORTEST_TITLE = 2
ManagerName = Annotated[str, Field(min_length=1, max_length=120)]


class TaskCustomer(Schema):
    """Whom a task is about."""

    id: str
    name: str
    tier: Named | None
    stage: Named | None
    phone_known: bool


class TaskAnswer(Schema):
    """Something to do about one customer.

    ``state`` is ``open`` again once the day of a postponed task has come. ``expected_value`` is what acting on it is
    worth: money at stake × chance.
    """

    id: int
    kind: Named
    customer: TaskCustomer
    manager: str | None
    own_manager: str | None = Field(description="The customer's own manager, where another stands in")
    handed_until: date | None
    title: str
    reason: ReasonAnswer
    expected_value: Money
    priority: Named = Field(description="urgent, high or normal: as the triggers that fired say")
    due_on: date
    overdue: bool
    state: TaskState
    created_at: datetime
    note: str | None
    postponed_until: date | None
    closed_by: str | None
    closed_at: datetime | None
    event: str | None


class TaskPage(Schema):
    """Tasks: those that triggers put first, then the most valuable; ``total`` counts all that fit."""

    items: list[TaskAnswer]
    next: str | None
    total: int
    expected_value: Money = Field(description="Of all that fit together")


class TaskQuery(PageQuery):
    """Which tasks: by default the open ones."""

    state: TaskState | None = "open"
    kind: str | None = Field(None, max_length=30)
    manager: str | None = Field(None, max_length=120)
    customer_id: str | None = Field(None, max_length=120)
    due: Literal["overdue", "today", "week"] | None = None


class TaskNote(Schema):
    """What came of it; it stands in the customer's timeline."""

    note: Note = ""


class TaskPutOff(TaskNote):
    """What came of it, and from which day on it is open again (tomorrow where absent)."""

    until: date | None = None


class HandOver(Schema):
    """From one manager to another: the named tasks, those of the named customers, or else every open one.

    ``until`` is the day from which they are the first manager's again; for good where absent.
    """

    from_: ManagerName = Field(alias="from")
    to: ManagerName
    customer_ids: Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=1000)] | None = None
    task_ids: Annotated[list[int], Field(max_length=1000)] | None = None
    until: date | None = None
    note: Note = ""


class HandedOver(Schema):
    """How many tasks went over."""

    tasks: int


class StandInAnswer(Schema):
    """One manager who sees customers of another for a while."""

    manager: str
    stand_in: str
    customers: int | None = Field(description="How many; all of the manager's where absent")
    until: date | None = Field(
        description="The first day on which it is over; with the last handed-over task if absent"
    )
    begun_at: datetime
    by: str


class TaskGift(Schema):
    """One task for each customer that fits, for the customer's own manager, with why it is given."""

    filter: CustomerFilter
    title: Annotated[str, Field(min_length=SHORTEST_TITLE, max_length=200)]
    due_on: date
    note: Annotated[str, Field(max_length=500)] = ""


class StandInEnd(Schema):
    """Whose stand-in ends."""

    manager: ManagerName
    stand_in: ManagerName


class ManagerLoad(Schema):
    """One manager's tasks; the response is measured from the making of a task to the first deed, over 30 days."""

    manager: str | None
    open: int
    overdue: int
    done_today: int
    expected_value: Money
    median_response_minutes: float | None


class TaskLoad(Schema):
    """Every manager's load within the caller's scope."""

    managers: list[ManagerLoad]
    kinds: list[Named]
