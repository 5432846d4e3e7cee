"""The rules for tasks as the API tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from frostier.actions.rule_book import OWN, Difference, RuleBook, condition_in_words, differences
from frostier.actions.task_rules import OCCASION_FIELDS, OF_EVENTS, STAKES, TITLE_WORDS, TaskRule, task_vocabulary
from frostier.actions.triggers import PRIORITIES, Trigger
from frostier.kernel.text import Lang, Text
from frostier.shell.crm.reading import Reading
from frostier.shell.workbench.rule_books import Published, history, published_book
from frostier.sources.event_types import EVENT_TYPES
from frostier.tags.sentence import sentence_of


def rules_answer(read: Reading) -> dict[str, Any]:
    """The rules in force, their history and the words to write others with."""
    book, lang = published_book(), read.lang
    return {
        "version": book.version,
        "rules": [_rule(rule, lang) for rule in book.rules],
        "triggers": [_trigger(trigger, book, lang) for trigger in book.triggers],
        "versions": [_version(one, before, lang) for one, before in pairwise([*history(), None]) if one],
        "words": _words(read),
    }


def difference_answer(one: Difference, lang: Lang) -> dict[str, Any]:
    """One difference in the language of the caller."""
    return {
        "of": one.of,
        "id": one.id,
        "name": one.name.say(lang),
        "part": one.part,
        "part_name": one.part_name.say(lang),
        "was": None if one.was is None else one.was.say(lang),
        "becomes": one.becomes.say(lang),
    }


def _rule(rule: TaskRule, lang: Lang) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name.say(lang),
        "names": _both(rule.name),
        "own": rule.id.startswith(OWN),
        "on": rule.on,
        "condition": condition_in_words(rule).say(lang),
        "sentence": sentence_of(rule.condition, task_vocabulary()).say(lang),
        "title": _both(rule.title),
        "due_days": rule.due_days,
        "chances": {tier: str(chance) for tier, chance in rule.chances.items()},
        "stake": {"id": rule.stake, "name": STAKES[rule.stake].say(lang)},
        "lasts": rule.lasts,
        "events": _events(rule.events, lang),
    }


def _trigger(trigger: Trigger, book: RuleBook, lang: Lang) -> dict[str, Any]:
    return {
        "id": trigger.id,
        "name": trigger.name.say(lang),
        "meaning": trigger.meaning.say(lang),
        "on": trigger.on,
        "priority": {"id": trigger.priority, "name": PRIORITIES[trigger.priority].say(lang)},
        "events": _events(trigger.events, lang),
        "begins": trigger.begins,
        "rule": {"id": trigger.rule, "name": book.rule(trigger.rule).name.say(lang)},
    }


def _version(one: Published, before: Published | None, lang: Lang) -> dict[str, Any]:
    changed = [] if before is None else differences(before.book, one.book)
    return {
        "version": one.book.version,
        "at": one.at,
        "by": one.by,
        "note": one.note,
        "changes": [difference_answer(change, lang) for change in changed],
    }


def _words(read: Reading) -> dict[str, Any]:
    lang = read.lang
    fields = [
        {
            "id": field.id,
            "name": field.name.say(lang),
            "dtype": field.dtype,
            "unit": field.unit.say(lang) if field.unit else None,
            "of_events": field.id in OF_EVENTS,
            "choices": _named({choice.value: choice.name for choice in field.choices}, lang),
        }
        for field in OCCASION_FIELDS
    ]
    return {
        "fields": fields,
        "title_words": _named(TITLE_WORDS, lang),
        "events": _events((event.id for event in EVENT_TYPES.values() if not event.internal), lang),
        "priorities": _named(PRIORITIES, lang),
        "stakes": _named(STAKES, lang),
        "tiers": _named({tier.id: tier.name for tier in read.tiers}, lang),
    }


def _events(events: Iterable[str], lang: Lang) -> list[dict[str, str]]:
    return _named({event: EVENT_TYPES[event].name for event in sorted(events)}, lang)


def _named(names: Mapping[Any, Text], lang: Lang) -> list[dict[str, str]]:
    return [{"id": str(id), "name": name.say(lang)} for id, name in names.items()]


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
