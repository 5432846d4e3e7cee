"""What the API tells of the rules for tasks, and what people write of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema

from frostier.shell.console.shapes import Named

Id = Annotated[str, Field(max_length=40)]
Condition = Annotated[str, Field(max_length=20_000)]


class BothWords(Schema):
    """A text in both languages."""

    zh: Annotated[str, Field(max_length=200)]
    en: Annotated[str, Field(max_length=200)]


class TaskRuleAnswer(Schema):
    """One rule by which tasks are made."""

    id: str
    name: str
    names: BothWords
    own: bool = Field(description="Whether the company added it")
    on: bool
    condition: str = Field(description="In the language of tags")
    sentence: str = Field(description="The condition in plain words")
    title: BothWords
    due_days: int
    chances: dict[str, str] = Field(description="By tier; “otherwise” for every other tier")
    stake: Named
    lasts: bool = Field(description="Its open tasks are void once the condition no longer holds")
    events: list[Named] = Field(description="The events that make its tasks; none: when the condition begins to hold")


class RuleTriggerAnswer(Schema):
    """One occasion that is put before others."""

    id: str
    name: str
    meaning: str
    on: bool
    priority: Named
    events: list[Named]
    begins: bool
    rule: Named


class RuleDifference(Schema):
    """One part of a rule or trigger that differs; ``was`` is null for what is new."""

    of: str
    id: str
    name: str
    part: str
    part_name: str
    was: str | None
    becomes: str


class RuleVersion(Schema):
    """One version of the rules, and what it changed; version 1 came with the system."""

    version: int
    at: datetime | None
    by: str
    note: str
    changes: list[RuleDifference]


class RuleField(Schema):
    """A word that a condition may use besides figures and attributes."""

    id: str
    name: str
    dtype: str
    unit: str | None
    of_events: bool
    choices: list[Named]


class RuleWords(Schema):
    """What may be chosen where rules are written."""

    fields: list[RuleField]
    title_words: list[Named]
    events: list[Named]
    priorities: list[Named]
    stakes: list[Named]
    tiers: list[Named]


class TaskRules(Schema):
    """The rules and triggers in force, every version of them, and what may be chosen."""

    version: int
    rules: list[TaskRuleAnswer]
    triggers: list[RuleTriggerAnswer]
    versions: list[RuleVersion]
    words: RuleWords


class TaskRuleDraft(Schema):
    """What is to be otherwise of a rule; without an id, or with one that begins with ``own_``, a new one."""

    id: Id | None = None
    on: bool | None = None
    name: BothWords | None = None
    when: Condition | None = None
    title: BothWords | None = None
    due_days: int | None = None
    chances: dict[str, str] | None = None
    stake: Id | None = None
    lasts: bool | None = None
    events: Annotated[list[Id], Field(max_length=50)] | None = None


class TriggerDraft(Schema):
    """What is to be otherwise of a trigger."""

    id: Id
    on: bool | None = None
    priority: Id | None = None
    events: Annotated[list[Id], Field(max_length=50)] | None = None
    begins: bool | None = None


class RuleBookDraft(Schema):
    """What is to be otherwise; what is not named stays as it is."""

    rules: Annotated[list[TaskRuleDraft], Field(max_length=100)] = Field(default_factory=list)
    triggers: Annotated[list[TriggerDraft], Field(max_length=20)] = Field(default_factory=list)

    def written(self) -> dict[str, Any]:
        """As plain values, without what was left out."""
        return self.dict(exclude_none=True)


class RuleBookWanted(RuleBookDraft):
    """The same with the version that was seen, and why."""

    expected_version: int
    note: Annotated[str, Field(max_length=1000)]


class RollBackWanted(Schema):
    """Which version is to be in force again, the one that was seen, and why."""

    version: int
    expected_version: int
    note: Annotated[str, Field(max_length=1000)]


class RuleSize(Schema):
    """How much one changed rule asks for: by the version in force, and by the draft.

    Of a rule without events ``customers`` hold the condition, and of them ``tasks`` have begun to since the results
    of ``since``. Of one with events ``tasks`` are those of the ``events`` newest ones that fit, by today's figures.
    Null: not known.
    """

    id: str
    name: str
    customers_now: int | None
    customers_then: int | None
    tasks_now: int | None
    tasks_then: int | None
    since: date | None
    events: int | None


class RulePreview(Schema):
    """What a draft would change, and how much its changed rules ask for."""

    version: int
    changes: list[RuleDifference]
    sizes: list[RuleSize]
