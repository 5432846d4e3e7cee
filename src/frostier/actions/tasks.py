"""Which tasks a change makes, why, by when, and what acting on them is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from string import Formatter
from typing import Any

from frostier.actions.change import CustomerChange, EventSeen, Row
from frostier.actions.holding import NO_CUTS, Holding, holding_of
from frostier.actions.occasion import Judging, Occasion
from frostier.actions.task_rules import TaskKind, TaskRule, task_vocabulary
from frostier.kernel.money import Money, to_cents
from frostier.kernel.reason import Reason
from frostier.kernel.text import Text
from frostier.tags.evaluate import evaluate
from frostier.tags.explain import explain, inputs_of, reason_text

MONTHS_AT_STAKE = 3
A_TENTH = Decimal("0.1")
USUAL_MARGIN_RATE = Decimal("0.12")
"""Where a customer's own is not known."""


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be made. ``kind`` and ``occurrence`` name it within a customer: the same one is not made twice."""

    customer_id: str
    kind: TaskKind
    occurrence: str
    title: Text
    reason: Reason
    expected_value: Decimal  # in the company's currency, whole cents
    due_on: date
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """What a change does to a customer's tasks: the ones to make, and the kinds whose open ones are void."""

    made: tuple[NewTask, ...]
    over: tuple[TaskKind, ...]


def task_plan(change: CustomerChange, judging: Judging, holding: Holding | None = None) -> TaskPlan:
    """What a change does to the customer's tasks; ``holding`` where it is known already.

    A rule that is off makes none; what it made is over as if its condition no longer held.

    A customer of whom nothing was known before gets tasks only where an event brought them: else a first grading
    would make a task of every customer.
    """
    holding = holding_of(change, judging) if holding is None else holding
    rules = judging.book.acting_rules
    over = tuple(rule.id for rule in judging.book.rules if rule.lasts and rule.id not in holding.now)
    unknown = change.before is None and not change.events
    begun = frozenset() if unknown else holding.now - holding.before
    made = [task for event in change.events for task in _from_event(event, change, judging, rules)]
    if begun:
        now = Occasion(change.after, change.as_of, judging)
        made += [_task(rule, now, change.as_of, judging) for rule in rules if rule.id in begun]
    return TaskPlan(tuple(made), over)


def expected_value(rule: TaskRule, row: Row) -> Decimal:
    """What acting on a task is worth: the money at stake × the chance that acting secures it, in whole cents.

    At stake is the margin of three months or of a tenth more, that of the order, or the overdue amount
    (``docs/algorithms/tasks.md``).
    """
    return to_cents(_STAKES[rule.stake](row) * rule.chance(row.get("tier")))


def _from_event(
    event: EventSeen, change: CustomerChange, judging: Judging, rules: Sequence[TaskRule]
) -> Iterable[NewTask]:
    asked = [rule for rule in rules if event.type in rule.events]
    if asked:
        row = Occasion(change.after, change.as_of, judging, event, change.before)
        for rule in asked:
            if evaluate(rule.condition, row, NO_CUTS):
                yield _task(rule, row, change.as_of, judging, event)


def _task(rule: TaskRule, row: Row, as_of: date, judging: Judging, event: EventSeen | None = None) -> NewTask:
    version = str(judging.book.version)
    finding = explain(rule.condition, row, NO_CUTS, task_vocabulary())
    reason = Reason(f"task:{rule.id}", version, inputs_of(finding), reason_text(finding))
    return NewTask(
        customer_id=str(row["customer_id"]),
        kind=rule.id,
        occurrence=_occurrence(rule, row, as_of, event),
        title=_filled(rule.title, row, judging),
        reason=reason,
        expected_value=expected_value(rule, row),
        due_on=as_of + timedelta(days=rule.due_days),
        event_id=event.id if event else None,
    )


def _occurrence(rule: TaskRule, row: Row, as_of: date, event: EventSeen | None) -> str:
    by = [str(row[column]) for column in rule.occurrence if row.get(column) is not None]
    return "|".join(by) or (event.id if event else as_of.isoformat())


def _filled(title: Text, row: Row, judging: Judging) -> Text:
    found = {word: WORDS[word](row, judging) for word in _words_in(title)}
    return Text(
        title.zh.format(**{word: said.zh for word, said in found.items()}),
        title.en.format(**{word: said.en for word, said in found.items()}),
    )


@lru_cache(maxsize=64)
def _words_in(title: Text) -> frozenset[str]:
    """What a title leaves open: only that is worked out, because some words take the whole scheme to tell."""
    return frozenset(word for said in (title.zh, title.en) for _, word, _, _ in Formatter().parse(said) if word)


def _alike(say: Callable[[Row], Any]) -> Callable[[Row, Judging], Text]:
    """A word that is the same in every language."""

    def said(row: Row, judging: Judging) -> Text:
        word = str(say(row))
        return Text(word, word)

    return said


def _money(column: str) -> Callable[[Row, Judging], Text]:
    def said(row: Row, judging: Judging) -> Text:
        amount = Money(Decimal(row.get(column) or 0), judging.currency).say("zh")
        return Text(amount, amount)

    return said


def _tier(column: str) -> Callable[[Row, Judging], Text]:
    return lambda row, judging: judging.tier_name(row.get(column))


WORDS: Mapping[str, Callable[[Row, Judging], Text]] = {
    "name": _alike(lambda row: row.get("customer_name") or row["customer_id"]),
    "silence": _alike(lambda row: _short(row.get("silence_cycles"))),
    "times": _alike(lambda row: _short(row.get("event_ratio"))),
    "amount": _money("event_amount"),
    "order": _alike(lambda row: row.get("order_id") or "–"),
    "overdue": _money("overdue_amount"),
    "overdue_days": _alike(lambda row: row.get("overdue_days") or 0),
    "contract_end": _alike(lambda row: row.get("contract_end_on")),
    "years": _alike(lambda row: row.get("years")),
    "celsius": _alike(lambda row: row.get("event_celsius")),
    "text": _alike(lambda row: str(row.get("event_text") or "")[:120]),
    "tier": _tier("tier"),
    "pending": _tier("pending_tier"),
    "reach": _tier("tier_in_reach"),
}


def _short(value: float | None) -> str:
    return f"{value or 0:.1f}".removesuffix(".0")


def _margin_rate(row: Row) -> Decimal:
    known = row.get("margin_rate_365d")
    return USUAL_MARGIN_RATE if known is None else max(Decimal(0), Decimal(str(round(known, 4))))


def _margin(row: Row) -> Decimal:
    monthly = Decimal(str(round(row.get("avg_monthly_spend") or 0.0, 2)))
    return MONTHS_AT_STAKE * monthly * _margin_rate(row)


_STAKES: Mapping[str, Callable[[Row], Decimal]] = {
    "margin": _margin,
    "growth": lambda row: _margin(row) * A_TENTH,
    "order_margin": lambda row: Decimal(row.get("event_amount") or 0) * _margin_rate(row),
    "overdue": lambda row: Decimal(row.get("overdue_amount") or 0),
}
