"""The rules by which tasks are made, as data: those that a company starts with.

What a company makes of them is its rule book (``rule_book``). A rule without events makes a task when its condition begins to hold, one with events when such an event comes and the
condition holds. Conditions are in the language of tags, over figures, results and the words of ``OCCASION_FIELDS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Literal

from frostier.kernel.text import Text
from frostier.sources.event_types import SEVERITIES
from frostier.sources.standard import Choice
from frostier.tags.predicate import Predicate
from frostier.tags.text_form import parse
from frostier.tags.vocabulary import Field, Vocabulary, standard_vocabulary
from frostier.tiers.decide import CAUSES
from frostier.tiers.stages import STAGES
from frostier.tiers.standard_tiers import STANDARD_TIERS

TaskKind = str
"""The id of the rule that makes such tasks."""

Stake = Literal["margin", "growth", "order_margin", "overdue"]

STAKES: dict[Stake, Text] = {
    "margin": Text("三个月毛利", "the margin of three months"),
    "growth": Text("多购一成的毛利", "the margin of a tenth more"),
    "order_margin": Text("本单毛利", "the margin of the order"),
    "overdue": Text("逾期金额", "the overdue amount"),
}

TITLE_WORDS: dict[str, Text] = {
    "name": Text("客户名称", "name of the customer"),
    "silence": Text("沉默的自身采购周期数", "own cycles of silence"),
    "times": Text("本单与平均单的倍数", "times the average order"),
    "amount": Text("本单金额", "amount of the order"),
    "order": Text("订单号", "number of the order"),
    "overdue": Text("逾期金额", "overdue amount"),
    "overdue_days": Text("逾期天数", "days overdue"),
    "contract_end": Text("合同到期日", "day on which the contract ends"),
    "years": Text("合作满几年", "years as a customer"),
    "celsius": Text("收货温度", "temperature at delivery"),
    "text": Text("事件中的说明", "text of the event"),
    "tier": Text("等级", "tier"),
    "pending": Text("待定等级", "pending tier"),
    "reach": Text("可达等级", "tier within reach"),
}
"""What the title of a task may leave open, in braces."""


def _named(names: Mapping[Any, Text]) -> tuple[Choice, ...]:
    return tuple(Choice(id, name) for id, name in names.items())


_TIERS = _named({tier.id: tier.name for tier in STANDARD_TIERS})

OCCASION_FIELDS: tuple[Field, ...] = (
    Field("tier", Text("等级", "tier"), "text", choices=_TIERS),
    Field("stage", Text("阶段", "stage"), "text", choices=_named(STAGES)),
    Field("pending_tier", Text("待定等级", "pending tier"), "text", choices=_TIERS),
    Field("cause", Text("定级原因", "cause of the tier"), "text", choices=_named(CAUSES)),
    Field("tier_in_reach", Text("多购一成可达等级", "tier within reach"), "text", choices=_TIERS),
    Field("days_to_anniversary", Text("距合作周年天数", "days to the anniversary"), "int", unit=Text("天", "days")),
    Field("event_amount", Text("本单金额", "amount of the order"), "decimal", unit=Text("元", "CNY")),
    Field("event_ratio", Text("本单与平均单的倍数", "times the average order"), "float", unit=Text("倍", "×")),
    Field("event_outcome", Text("沟通结果", "outcome"), "text"),
    Field("event_severity", Text("严重程度", "severity"), "text", choices=SEVERITIES),
)
"""What a condition may name besides figures and attributes; the last ones only where an event makes the task."""

OF_EVENTS: frozenset[str] = frozenset(field.id for field in OCCASION_FIELDS if field.id.startswith("event_"))
"""Those of them that only an event tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRule:
    """One kind of task.

    ``occurrence`` names the columns whose values tell two tasks of the kind apart. ``lasts``: the task is void once
    the condition no longer holds. ``chances`` are the chances, by tier, that acting on it secures the ``stake``.
    A rule that is not ``on`` makes no task.
    """

    id: TaskKind
    name: Text
    title: Text
    when: str
    due_days: int
    stake: Stake
    chances: Mapping[str, Decimal]
    occurrence: tuple[str, ...] = ()
    events: frozenset[str] = field(default_factory=frozenset)
    lasts: bool = False
    on: bool = True

    @property
    def condition(self) -> Predicate:
        """The checked condition."""
        return _parsed(self.when)

    def chance(self, tier: str | None) -> Decimal:
        """The chance for a customer of this tier."""
        return self.chances.get(str(tier), self.chances["otherwise"])


def _chances(platinum: str, gold: str, silver: str, otherwise: str) -> dict[str, Decimal]:
    named = {"platinum": platinum, "gold": gold, "silver": silver, "otherwise": otherwise}
    return {tier: Decimal(chance) for tier, chance in named.items()}


TASK_RULES: tuple[TaskRule, ...] = (
    TaskRule(
        id="complaint",
        name=Text("投诉", "complaint"),
        title=Text("{name} 投诉：{text}。请致电处理并回告结果", "{name} complains: {text}. Call, settle it, report back"),
        when="event_severity exists",
        events=frozenset({"complaint"}),
        due_days=0,
        stake="margin",
        chances=_chances("0.35", "0.30", "0.25", "0.20"),
    ),
    TaskRule(
        id="cold_chain",
        name=Text("温度异常", "temperature excursion"),
        title=Text("{name} 收货温度 {celsius} ℃，请核对货品并致歉", "{name} was delivered at {celsius} °C: check the goods, apologise"),
        when="tier exists",
        events=frozenset({"temperature.excursion"}),
        due_days=0,
        stake="margin",
        chances=_chances("0.20", "0.15", "0.10", "0.10"),
    ),
    TaskRule(
        id="big_order",
        name=Text("大单", "big order"),
        title=Text("{name} 下单 {amount}（{order}），为平均单的 {times} 倍，请确认配送与账期", "{name} ordered {amount} ({order}), {times} times the average: confirm delivery and terms"),
        when="event_ratio >= 2 and event_amount >= 1000",
        events=frozenset({"order.placed", "order.changed"}),
        occurrence=("order_id",),
        due_days=0,
        stake="order_margin",
        chances=_chances("0.30", "0.30", "0.25", "0.20"),
    ),
    TaskRule(
        id="call_back",
        name=Text("约定回电", "call back"),
        title=Text("按约回电 {name}：{text}", "Call {name} back as agreed: {text}"),
        when="event_outcome in (call_back, 回电)",
        events=frozenset({"call.noted", "visit.noted"}),
        due_days=1,
        stake="margin",
        chances=_chances("0.15", "0.15", "0.15", "0.15"),
    ),
    TaskRule(
        id="won_back",
        name=Text("赢回", "won back"),
        title=Text("{name} 久未下单后回来了，请致谢并约好下次送货", "{name} is back after a long silence: thank them, agree on the next delivery"),
        when="stage = won_back",
        occurrence=("stage_since",),
        due_days=1,
        stake="margin",
        chances=_chances("0.35", "0.35", "0.30", "0.25"),
    ),
    TaskRule(
        id="first_order",
        name=Text("首单", "first order"),
        title=Text("{name} 首次下单，请回访收货与品质", "{name} placed a first order: ask how delivery and quality were"),
        when="orders_total = 1",
        occurrence=("first_order_on",),
        due_days=2,
        stake="margin",
        chances=_chances("0.25", "0.25", "0.25", "0.25"),
    ),
    TaskRule(
        id="overdue",
        name=Text("逾期", "overdue"),
        title=Text("{name} 逾期 {overdue}，已 {overdue_days} 天，请催收并确认付款日", "{name} owes {overdue}, {overdue_days} days overdue: agree on a day of payment"),
        when="overdue_amount > 0",
        occurrence=("overdue_since",),
        due_days=1,
        stake="overdue",
        chances=_chances("0.50", "0.45", "0.40", "0.30"),
        lasts=True,
    ),
    TaskRule(
        id="at_risk",
        name=Text("流失风险", "at risk"),
        title=Text("{name} 已沉默 {silence} 个自身采购周期，请致电了解原因", "{name} has been silent for {silence} of its own cycles: call and ask why"),
        when="silence_cycles >= 2 and orders_365d >= 3 and recency_days <= 180",
        occurrence=("last_order_on",),
        due_days=2,
        stake="margin",
        chances=_chances("0.45", "0.40", "0.30", "0.20"),
        lasts=True,
    ),
    TaskRule(
        id="near_demotion",
        name=Text("即将降级", "near demotion"),
        title=Text("{name} 将由{tier}降为{pending}，请提醒并促成补货", "{name} is about to fall from {tier} to {pending}: remind them, help them reorder"),
        when="cause in (grace, hold)",
        occurrence=("pending_since",),
        due_days=7,
        stake="margin",
        chances=_chances("0.30", "0.25", "0.20", "0.15"),
        lasts=True,
    ),
    TaskRule(
        id="near_promotion",
        name=Text("即将升级", "near promotion"),
        title=Text("{name} 再多一成采购即可升为{reach}，请告知权益并促成加购", "A tenth more and {name} becomes {reach}: tell them the benefits, help them get there"),
        when="tier_in_reach exists and recency_days <= 30",
        occurrence=("tier_since", "tier_in_reach"),
        due_days=7,
        stake="growth",
        chances=_chances("0.35", "0.35", "0.35", "0.35"),
        lasts=True,
    ),
    TaskRule(
        id="contract_end",
        name=Text("合同到期", "contract ends"),
        title=Text("{name} 的合同 {contract_end} 到期，请洽谈续签", "{name}'s contract ends on {contract_end}: talk about renewing it"),
        when="contract_days_left between 0 and 30",
        occurrence=("contract_end_on",),
        due_days=7,
        stake="margin",
        chances=_chances("0.30", "0.25", "0.20", "0.15"),
    ),
    TaskRule(
        id="contract_birthday",
        name=Text("合作周年", "anniversary"),
        title=Text("{name} 合作满 {years} 年，请致谢并赠券", "{name} has been a customer for {years} years: thank them with a coupon"),
        when="days_to_anniversary between 0 and 7 and orders_90d >= 1",
        occurrence=("anniversary",),
        due_days=7,
        stake="margin",
        chances=_chances("0.05", "0.05", "0.05", "0.05"),
    ),
)  # fmt: skip


@cache
def task_vocabulary() -> Vocabulary:
    """Every name that the condition of a rule may use."""
    return standard_vocabulary(OCCASION_FIELDS)


@lru_cache(maxsize=1_000)
def _parsed(when: str) -> Predicate:
    return parse(when, task_vocabulary())
