"""Occasions on which a customer is to be evaluated at once and put before others, as data: those to start with.

Every event is evaluated as it comes. A trigger says which ones the evaluation must not wait for, and how far to the
front the news and the tasks go that come of it. Its condition, over the customer's row and the event, is that of the
rule for the tasks that it puts first. What a company makes of them is part of its rule book (``rule_book``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from frostier.actions.task_rules import TaskKind
from frostier.kernel.text import Text

TriggerId = Literal["complaint", "payment_default", "large_order", "silence", "first_order"]
Priority = Literal["normal", "high", "urgent"]

PRIORITIES: dict[Priority, Text] = {
    "normal": Text("普通", "normal"),
    "high": Text("优先", "high"),
    "urgent": Text("紧急", "urgent"),
}
"""From the last to the first; the place is the rank by which tasks stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One occasion.

    It fires when one of its ``events`` comes and the condition of ``rule`` holds; if it ``begins`` also when that
    comes to hold for another reason: another event, or the passing of days, which the daily roll finds. Open tasks of
    the rule get its ``priority``, new and known ones. One that is not ``on`` never fires.
    """

    id: TriggerId
    name: Text
    meaning: Text
    rule: TaskKind
    priority: Priority
    events: frozenset[str] = field(default_factory=frozenset)
    begins: bool = False
    on: bool = True

    @property
    def at_once(self) -> bool:
        """Whether its events have the worker look at once."""
        return bool(self.events)

    @property
    def rank(self) -> int:
        """The higher, the further to the front."""
        return rank_of(self.priority)


TRIGGERS: tuple[Trigger, ...] = (
    Trigger(
        id="complaint",
        name=Text("投诉", "complaint"),
        meaning=Text("客户投诉，当天须处理", "The customer complains: to be settled the same day"),
        rule="complaint",
        priority="urgent",
        events=frozenset({"complaint"}),
    ),
    Trigger(
        id="payment_default",
        name=Text("付款违约", "payment default"),
        meaning=Text("有应收逾期未付", "A receivable is overdue"),
        rule="overdue",
        priority="high",
        events=frozenset({"payment.overdue"}),
        begins=True,
    ),
    Trigger(
        id="large_order",
        name=Text("大额订单", "large order"),
        meaning=Text("订单金额为客户自身平均单的两倍以上", "An order of at least twice the customer's own average"),
        rule="big_order",
        priority="high",
        events=frozenset({"order.placed", "order.changed"}),
    ),
    Trigger(
        id="silence",
        name=Text("超周期沉默", "silence beyond the own cycle"),
        meaning=Text("沉默达到自身采购周期的两倍", "Silent for twice the customer's own cycle"),
        rule="at_risk",
        priority="high",
        begins=True,
    ),
    Trigger(
        id="first_order",
        name=Text("首单", "first order"),
        meaning=Text("客户第一次下单", "The first order of a customer"),
        rule="first_order",
        priority="high",
        events=frozenset({"order.placed"}),
        begins=True,
    ),
)


def rank_of(priority: Priority) -> int:
    """The place of a priority: 0 for the normal one."""
    return list(PRIORITIES).index(priority)


def priority_of(rank: int) -> Priority:
    """The priority of that rank."""
    return list(PRIORITIES)[rank]
