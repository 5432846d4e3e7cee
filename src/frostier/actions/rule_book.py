"""The rules and triggers of a company, all together as one version; its operators publish the next.

What they may change of a rule is whether it is on, its condition, its title, its days and its chances; of a trigger
whether it is on, its priority and its events. Rules of their own they may add. What they write is read by
``rule_book_json``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from frostier.actions.task_rules import STAKES, TASK_RULES, TaskKind, TaskRule, task_vocabulary
from frostier.actions.triggers import PRIORITIES, TRIGGERS, Trigger
from frostier.kernel.text import Text, join
from frostier.sources.event_types import EVENT_TYPES
from frostier.tags.text_form import render
from frostier.tiers.standard_tiers import STANDARD_TIERS

OWN = "own_"
"""How the ids of a company's own rules begin."""


@dataclass(frozen=True)
class RuleBook:
    """One version of all rules and triggers; version 1 is the one that every company starts with."""

    version: int
    rules: tuple[TaskRule, ...]
    triggers: tuple[Trigger, ...]

    @cached_property
    def acting_rules(self) -> tuple[TaskRule, ...]:
        """The rules that are on."""
        return tuple(rule for rule in self.rules if rule.on)

    @cached_property
    def watching(self) -> tuple[TaskRule, ...]:
        """Those of them that no event sets off: they watch whether a condition holds."""
        return tuple(rule for rule in self.acting_rules if not rule.events)

    @cached_property
    def acting_triggers(self) -> tuple[Trigger, ...]:
        """The triggers that are on."""
        return tuple(trigger for trigger in self.triggers if trigger.on)

    @cached_property
    def at_once(self) -> frozenset[str]:
        """The types of event that are not to wait."""
        return frozenset(event for trigger in self.acting_triggers for event in trigger.events)

    @cached_property
    def awaited(self) -> frozenset[str]:
        """The types of event for which a trigger or a rule waits."""
        return self.at_once | {event for rule in self.acting_rules for event in rule.events}

    def rule(self, id: TaskKind) -> TaskRule:
        """The rule of that id; raises ``KeyError`` where there is none."""
        return self._rules[id]

    def knows(self, id: TaskKind) -> bool:
        """Whether there is such a rule, on or off."""
        return id in self._rules

    def trigger(self, id: str) -> Trigger:
        """The trigger of that id; raises ``KeyError`` where there is none."""
        return self._triggers[id]

    @cached_property
    def _rules(self) -> dict[TaskKind, TaskRule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def _triggers(self) -> dict[str, Trigger]:
        return {trigger.id: trigger for trigger in self.triggers}


STANDARD_BOOK = RuleBook(1, TASK_RULES, TRIGGERS)
"""What every company starts with."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a rule or trigger that another version has otherwise; ``None``: it had none of it before."""

    of: str  # rule | trigger
    id: str
    name: Text
    part: str
    part_name: Text
    was: Text | None
    becomes: Text


def differences(before: RuleBook, after: RuleBook) -> list[Difference]:
    """What ``after`` has otherwise than ``before``, in the order of the book; the version is none of it."""
    found: list[Difference] = []
    for rule in after.rules:
        was = _said_of_rule(before.rule(rule.id)) if before.knows(rule.id) else {}
        found += _told_apart("rule", rule.id, rule.name, was, _said_of_rule(rule))
    for trigger in after.triggers:
        known = _said_of_trigger(before.trigger(trigger.id))
        found += _told_apart("trigger", trigger.id, trigger.name, known, _said_of_trigger(trigger))
    return found


def _told_apart(of: str, id: str, name: Text, was: dict[str, Text], becomes: dict[str, Text]) -> Iterator[Difference]:
    for part, said in becomes.items():
        if was.get(part) != said:
            yield Difference(of, id, name, part, PARTS[part], was.get(part), said)


PARTS: dict[str, Text] = {
    "on": Text("启用", "on"),
    "name": Text("名称", "name"),
    "when": Text("条件", "condition"),
    "title": Text("待办标题", "title of the task"),
    "due_days": Text("几天内办", "days to do it in"),
    "chances": Text("成功机会", "chances"),
    "stake": Text("所关系的金额", "what is at stake"),
    "lasts": Text("条件不再成立即作废", "void once the condition no longer holds"),
    "events": Text("事件", "events"),
    "priority": Text("优先级", "priority"),
    "begins": Text("条件开始成立时也触发", "also when the condition begins to hold"),
}
_PLACES = {tier.id: place for place, tier in enumerate(STANDARD_TIERS)}
_YES_NO = {True: Text("是", "yes"), False: Text("否", "no")}


def condition_in_words(rule: TaskRule) -> Text:
    """The condition of a rule as people write it."""
    vocabulary = task_vocabulary()
    return Text(render(rule.condition, "zh", vocabulary), render(rule.condition, "en", vocabulary))


def events_in_words(events: frozenset[str]) -> Text:
    """Types of event by name."""
    return join([EVENT_TYPES[event].name for event in sorted(events)], zh="、") if events else Text("无", "none")


def _said_of_rule(rule: TaskRule) -> dict[str, Text]:
    # A store may give them back in another order.
    ordered = sorted(rule.chances, key=lambda tier: (tier == "otherwise", _PLACES.get(tier, len(_PLACES)), tier))
    chances = "、".join(f"{tier} {rule.chances[tier]}" for tier in ordered)
    return {
        "on": _YES_NO[rule.on],
        "name": rule.name,
        "when": condition_in_words(rule),
        "title": rule.title,
        "due_days": Text(str(rule.due_days), str(rule.due_days)),
        "chances": Text(chances, chances.replace("、", ", ")),
        "stake": STAKES[rule.stake],
        "lasts": _YES_NO[rule.lasts],
        "events": events_in_words(rule.events),
    }


def _said_of_trigger(trigger: Trigger) -> dict[str, Text]:
    return {
        "on": _YES_NO[trigger.on],
        "priority": PRIORITIES[trigger.priority],
        "events": events_in_words(trigger.events),
        "begins": _YES_NO[trigger.begins],
    }
