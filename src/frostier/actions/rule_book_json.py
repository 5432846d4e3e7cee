"""A rule book as plain values, and what people write of one, read with exact refusals.

What is written may be any part of a book: the rest is as in the ``base``. So a version that was kept before a release
brought a new rule is read with that rule as the release has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from string import Formatter
from typing import Any

from frostier.actions.rule_book import OWN, STANDARD_BOOK, RuleBook
from frostier.actions.task_rules import OF_EVENTS, STAKES, TITLE_WORDS, TaskRule, task_vocabulary
from frostier.actions.triggers import PRIORITIES, Trigger
from frostier.kernel.errors import InvalidInput, PredicateError
from frostier.kernel.text import Text
from frostier.sources.event_types import EVENT_TYPES
from frostier.tags.predicate import cuts_of, fields_of
from frostier.tags.text_form import parse

MOST_DAYS = 365
MOST_OWN = 50
LONGEST_NAME, LONGEST_TITLE = 60, 200
OTHERWISE = "otherwise"
"""The chance for every tier that is not named."""

_OWN_ID = re.compile(OWN + r"[a-z0-9_]{1,26}")
_SENT_BY_OTHERS = tuple(sorted(event.id for event in EVENT_TYPES.values() if not event.internal))
_BOOK = ("rules", "triggers")
_RULE = ("id", "on", "when", "title", "due_days", "chances")
_OWN_RULE = (*_RULE, "name", "stake", "lasts", "events")
_TRIGGER = ("id", "on", "priority", "events", "begins")


def book_as_json(book: RuleBook) -> dict[str, Any]:
    """What people may change of the book, as plain values for storage; its number is none of it."""
    return {
        "rules": [_rule_as_json(rule) for rule in book.rules],
        "triggers": [_trigger_as_json(trigger) for trigger in book.triggers],
    }


def book_from_json(data: object, *, version: int, base: RuleBook = STANDARD_BOOK) -> RuleBook:
    """The book that is as ``data`` says, and as ``base`` where it says nothing.

    Raises ``InvalidInput`` naming the first thing that cannot be, with its place in ``where["field"]``.
    """
    told = _object(data, "", _BOOK)
    rules = _with(base.rules, told.get("rules", ()), "rules", _rule, _new_rule)
    triggers = _with(base.triggers, told.get("triggers", ()), "triggers", _trigger, _no_new_trigger)
    book = RuleBook(version, rules, triggers)
    _refuse_too_many(book)
    _refuse_idle_triggers(book)
    return book


def brought_back(former: RuleBook, present: RuleBook) -> RuleBook:
    """The book as it was formerly, as the next version; a company's own rules that came since are switched off."""
    since = [replace(rule, on=False) for rule in present.rules if not former.knows(rule.id)]
    return RuleBook(present.version + 1, (*former.rules, *since), former.triggers)


# ── as plain values ─────────────────────────────────────────────────────────────────────────────────────────────


def _rule_as_json(rule: TaskRule) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": rule.id,
        "on": rule.on,
        "when": rule.when,
        "title": _text_as_json(rule.title),
        "due_days": rule.due_days,
        "chances": {tier: str(chance) for tier, chance in rule.chances.items()},
    }
    if rule.id.startswith(OWN):
        told |= {"name": _text_as_json(rule.name), "stake": rule.stake, "lasts": rule.lasts}
        told |= {"events": sorted(rule.events)}
    return told


def _trigger_as_json(trigger: Trigger) -> dict[str, Any]:
    return {
        "id": trigger.id,
        "on": trigger.on,
        "priority": trigger.priority,
        "events": sorted(trigger.events),
        "begins": trigger.begins,
    }


def _text_as_json(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


# ── as people write it ──────────────────────────────────────────────────────────────────────────────────────────


def _with(
    known: Sequence[Any],
    written: object,
    at: str,
    changed: Callable[[Any, Mapping[str, Any], str], Any],
    added: Callable[[Mapping[str, Any], str, Collection[str]], Any],
) -> tuple[Any, ...]:
    """The known ones as they are written; those that are not known come after them."""
    found, named = {one.id: one for one in known}, set()
    for one in _listed(written, at):
        told = _object(one, at, None)
        id = told.get("id")
        if id is not None and (not isinstance(id, str) or id in named):
            raise _wrong(f"{at}.id", id, Text("每项一次的编号", "an id that is named once"))
        new = added(told, at, found) if id not in found else changed(found[id], told, f"{at}.{id}")
        named.add(new.id)
        found[new.id] = new
    return tuple(found.values())


def _rule(rule: TaskRule, told: Mapping[str, Any], at: str) -> TaskRule:
    own = rule.id.startswith(OWN)
    _object(told, at, _OWN_RULE if own else _RULE)
    readers: dict[str, Callable[[object, str], Any]] = {
        "on": _yes_or_no,
        "when": _condition,
        "title": _title,
        "due_days": _days,
        "chances": _chances,
        "name": _name,
        "stake": lambda value, at: _one_of(value, at, tuple(STAKES)),
        "lasts": _yes_or_no,
        "events": _events,
    }
    parts = {part: read(told[part], f"{at}.{part}") for part, read in readers.items() if part in told}
    changed: TaskRule = replace(rule, **parts)
    _refuse_what_no_event_tells(changed, at)
    if own:
        changed = replace(changed, occurrence=("order_id",) if changed.events else ())
        if changed.events and changed.lasts:
            raise _wrong(f"{at}.lasts", True, Text("否：由事件产生的待办不随条件作废", "no where events make the task"))
    return changed


def _new_rule(told: Mapping[str, Any], at: str, known: Collection[str]) -> TaskRule:
    id = told.get("id") or next(free for n in range(1, 10_000) if (free := f"{OWN}{n}") not in known)
    if not _OWN_ID.fullmatch(id):
        standard = [rule.id for rule in STANDARD_BOOK.rules]
        raise _wrong(
            f"{at}.id",
            id,
            Text(
                f"{'、'.join(standard)}，或以 {OWN} 开头的自定义编号（小写字母、数字、下划线，最长 30 字）",
                f"one of {', '.join(standard)}, or {OWN} and lower-case letters, digits, underscores (30 at most)",
            ),
        )
    missing = [part for part in ("name", "title", "when") if part not in told]
    if missing:
        raise _wrong(f"{at}.{id}.{missing[0]}", None, Text("已填写", "given, for a rule of your own"))
    first = TaskRule(
        id=id,
        name=Text(id, id),
        title=Text(id, id),
        when="always",
        due_days=1,
        stake="margin",
        chances={OTHERWISE: Decimal("0.1")},
    )
    return _rule(first, {**told, "id": id}, f"{at}.{id}")


def _trigger(trigger: Trigger, told: Mapping[str, Any], at: str) -> Trigger:
    _object(told, at, _TRIGGER)
    readers: dict[str, Callable[[object, str], Any]] = {
        "on": _yes_or_no,
        "priority": lambda value, at: _one_of(value, at, tuple(PRIORITIES)),
        "events": _events,
        "begins": _yes_or_no,
    }
    parts = {part: read(told[part], f"{at}.{part}") for part, read in readers.items() if part in told}
    changed: Trigger = replace(trigger, **parts)
    return changed


def _no_new_trigger(told: Mapping[str, Any], at: str, known: Collection[str]) -> Trigger:
    raise _wrong(f"{at}.id", told.get("id"), Text("、".join(known), "one of " + ", ".join(known)))


def _refuse_too_many(book: RuleBook) -> None:
    own = sum(rule.id.startswith(OWN) for rule in book.rules)
    if own > MOST_OWN:
        raise _wrong("rules", own, Text(f"最多 {MOST_OWN} 条自定义规则", f"at most {MOST_OWN} rules of your own"))


def _refuse_idle_triggers(book: RuleBook) -> None:
    """A trigger that is on must be able to fire."""
    for trigger in book.acting_triggers:
        rule, at = book.rule(trigger.rule), f"triggers.{trigger.id}"
        if not rule.on:
            raise InvalidInput(
                Text(
                    f"触发器“{trigger.name.zh}”依据规则“{rule.name.zh}”，而该规则已停用。",
                    f"The trigger “{trigger.name.en}” goes by the rule “{rule.name.en}”, which is off.",
                ),
                next_step=Text("请同时停用此触发器，或启用该规则。", "Switch the trigger off too, or the rule on."),
                where={"field": f"{at}.on"},
            )
        if trigger.begins and rule.events:
            raise _wrong(
                f"{at}.begins",
                True,
                Text("否：此规则只由事件产生待办", "no: the rule makes tasks of events alone"),
            )
        if not trigger.events and not trigger.begins:
            raise _wrong(f"{at}.events", [], Text("至少一种事件", "at least one type of event"))


# ── the parts ───────────────────────────────────────────────────────────────────────────────────────────────────


def _object(data: object, at: str, known: Collection[str] | None) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise _wrong(at, data, Text("带有名称的值（对象）", "an object of named values"))
    for name in data if known is not None else ():
        if name not in (known or ()):
            raise _wrong(f"{at}.{name}".lstrip("."), data[name], _any_of(known or ()), part=True)
    return data


def _listed(data: object, at: str) -> Sequence[object]:
    if not isinstance(data, list | tuple):
        raise _wrong(at, data, Text("列表", "a list"))
    return data


def _yes_or_no(value: object, at: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(at, value, Text("true 或 false", "true or false"))
    return value


def _days(value: object, at: str) -> int:
    if type(value) is not int or not 0 <= value <= MOST_DAYS:
        raise _wrong(at, value, Text(f"0 到 {MOST_DAYS} 天的整数", f"a whole number of days from 0 to {MOST_DAYS}"))
    return value


def _one_of(value: object, at: str, known: Sequence[str]) -> str:
    if value not in known:
        raise _wrong(at, value, _any_of(known))
    return str(value)


def _events(value: object, at: str) -> frozenset[str]:
    listed = _listed(value, at)
    for event in listed:
        _one_of(event, at, _SENT_BY_OTHERS)
    return frozenset(map(str, listed))


def _chances(value: object, at: str) -> dict[str, Decimal]:
    told = _object(value, at, None)
    if OTHERWISE not in told:
        raise _wrong(at, ", ".join(told), Text(f"含有 {OTHERWISE}（其他等级）", f"with {OTHERWISE}, for other tiers"))
    for tier in told:
        if not isinstance(tier, str) or not 1 <= len(tier) <= 40:
            raise _wrong(at, tier, Text("等级编号", "ids of tiers"))
    return {tier: _chance(chance, f"{at}.{tier}") for tier, chance in told.items()}


def _chance(value: object, at: str) -> Decimal:
    expected = Text("0 到 1、最多四位小数", "from 0 to 1 with at most four decimals")
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise _wrong(at, value, expected)
    try:
        chance = Decimal(str(value))
    except InvalidOperation as error:
        raise _wrong(at, value, expected) from error
    if not chance.is_finite() or not 0 <= chance <= 1 or chance != chance.quantize(Decimal("0.0001")):
        raise _wrong(at, value, expected)
    return chance


def _condition(value: object, at: str) -> str:
    if not isinstance(value, str):
        raise _wrong(at, value, Text("条件文字", "a condition as text"))
    try:
        condition = parse(value, task_vocabulary())
    except PredicateError as error:
        raise PredicateError(error.message, next_step=error.next_step, where={**error.where, "field": at}) from error
    if cuts_of(condition):
        raise PredicateError(
            Text(
                "待办规则的条件不能用“前/后百分之几”。", "The condition of a rule cannot ask for a top or bottom share."
            ),
            next_step=Text("请写明数值界限。", "Write the limit as a number."),
            where={"field": at},
        )
    return value


def _refuse_what_no_event_tells(rule: TaskRule, at: str) -> None:
    asked = sorted(fields_of(rule.condition) & OF_EVENTS)
    if asked and not rule.events:
        names = [task_vocabulary().fields[field].name for field in asked]
        raise PredicateError(
            Text(
                f"规则“{rule.name.zh}”不由事件产生待办，条件不能用“{names[0].zh}”。",
                f"No event sets the rule “{rule.name.en}” off, so its condition cannot ask for “{names[0].en}”.",
            ),
            where={"field": f"{at}.when", "word": asked[0]},
        )


def _name(value: object, at: str) -> Text:
    return _text(value, at, LONGEST_NAME)


def _title(value: object, at: str) -> Text:
    title = _text(value, at, LONGEST_TITLE)
    for lang, said in (("zh", title.zh), ("en", title.en)):
        try:
            left_open = [part[1:] for part in Formatter().parse(said) if part[1] is not None]
        except ValueError as error:
            raise _wrong(f"{at}.{lang}", said, Text("成对的花括号", "braces in pairs")) from error
        for word, form, conversion in left_open:
            if word not in TITLE_WORDS or form or conversion:
                words = ", ".join("{" + known + "}" for known in TITLE_WORDS)
                raise _wrong(f"{at}.{lang}", "{" + str(word) + "}", Text(f"只含 {words}", f"with none but {words}"))
    return title


def _text(value: object, at: str, longest: int) -> Text:
    told = _object(value, at, ("zh", "en"))
    for lang in ("zh", "en"):
        said = told.get(lang)
        if not isinstance(said, str) or not 1 <= len(said.strip()) <= longest:
            raise _wrong(f"{at}.{lang}", said, Text(f"1 到 {longest} 字", f"1 to {longest} characters"))
    return Text(told["zh"].strip(), told["en"].strip())


def _any_of(known: Collection[str]) -> Text:
    return Text("、".join(known), "one of " + ", ".join(known))


def _wrong(at: str, value: object, expected: Text, *, part: bool = False) -> InvalidInput:
    zh, en = ("的名称应为", "Expected the name of") if part else ("应为", "Expected")
    return InvalidInput(
        Text(
            f"待办规则的 {at or '内容'} {zh}{expected.zh}，得到 {value!r}。",
            f"{en} {at or 'the book'} of the task rules to be {expected.en}, got {value!r}.",
        ),
        where={"field": at},
    )
