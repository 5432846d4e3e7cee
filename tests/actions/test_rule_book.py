"""The rules of a company: read as they were written, refused exactly, and gone by."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.actions.test_tasks import DAY, JUDGING, change, event, row

from frostier.actions.firing import fired
from frostier.actions.rule_book import STANDARD_BOOK, RuleBook, differences
from frostier.actions.rule_book_json import book_as_json, book_from_json, brought_back
from frostier.actions.task_rules import STAKES, TASK_RULES, TITLE_WORDS
from frostier.actions.tasks import task_plan
from frostier.actions.triggers import PRIORITIES
from frostier.kernel.errors import InvalidInput
from frostier.sources.event_types import EVENT_TYPES

OUR_LARGE_ORDER = {
    "rules": [{"id": "big_order", "when": "本单与平均单的倍数 >= 3 且 本单金额 >= 5000", "due_days": 1}],
    "triggers": [{"id": "first_order", "priority": "normal"}],
}
SENT = sorted(event.id for event in EVENT_TYPES.values() if not event.internal)
OWN = {
    "name": {"zh": "欠费大户", "en": "large debtor"},
    "title": {"zh": "{name} 欠 {overdue}", "en": "{name} owes {overdue}"},
    "when": "overdue_amount > 10000",
}


def written(data: dict[str, Any], base: RuleBook = STANDARD_BOOK) -> RuleBook:
    return book_from_json(data, version=base.version + 1, base=base)


def order(amount: str) -> Any:
    return event("order.placed", order_id="O1", lines=[{"sku_code": "A", "net_amount": amount}])


def made(book: RuleBook, before: dict[str, Any], after: dict[str, Any], *events: Any) -> list[Any]:
    return list(task_plan(change(before, after, *events), replace(JUDGING, book=book)).made)


chances = st.dictionaries(st.sampled_from(["platinum", "gold", "钻石"]), st.integers(0, 10_000)).map(
    lambda told: {tier: str(Decimal(n) / 10_000) for tier, n in {**told, "otherwise": 5}.items()}
)
texts = st.tuples(st.sampled_from(sorted(TITLE_WORDS)), st.text("致电客户abc ", min_size=1, max_size=20)).map(
    lambda told: {"zh": f"电{told[1]}{{{told[0]}}}", "en": f"call {told[1]} {{{told[0]}}}"}
)
conditions = st.sampled_from(
    ["overdue_amount > 0", "沉默周期数 >= 3", "tier = gold and orders_90d >= 2", "stage = won_back"]
)
rules = st.fixed_dictionaries(
    {"id": st.sampled_from([rule.id for rule in TASK_RULES])},
    optional={
        "when": conditions,
        "title": texts,
        "due_days": st.integers(0, 365),
        "chances": chances,
    },
)
own_rules = st.fixed_dictionaries(
    {"name": st.just(OWN["name"]), "title": texts, "when": conditions},
    optional={
        "on": st.booleans(),
        "stake": st.sampled_from(sorted(STAKES)),
        "events": st.lists(st.sampled_from(SENT), min_size=1, max_size=3),
        "due_days": st.integers(0, 365),
    },
)
triggers = st.fixed_dictionaries(
    {"id": st.sampled_from([trigger.id for trigger in STANDARD_BOOK.triggers])},
    optional={
        "on": st.booleans(),
        "priority": st.sampled_from(sorted(PRIORITIES)),
        "events": st.lists(st.sampled_from(SENT), min_size=1),
    },
)
books = st.fixed_dictionaries(
    {
        "rules": st.tuples(
            st.lists(rules, max_size=4, unique_by=lambda told: told["id"]), st.lists(own_rules, max_size=3)
        ).map(lambda both: [*both[0], *both[1]]),
        "triggers": st.lists(triggers, max_size=4, unique_by=lambda told: told["id"]),
    }
)


# The first book is slow to draw: the vocabulary is made with it.
drawn_slowly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@drawn_slowly
@given(books)
def test_what_is_kept_of_a_book_is_the_whole_book(data: dict[str, Any]) -> None:
    book = written(data)

    kept = json.loads(json.dumps(book_as_json(book)))

    assert book_from_json(kept, version=book.version) == book
    assert differences(book, book_from_json(kept, version=9)) == []


@drawn_slowly
@given(books, books)
def test_a_former_version_brought_back_decides_as_it_did(first: dict[str, Any], second: dict[str, Any]) -> None:
    former = written(first)
    present = written(second, base=former)

    back = brought_back(former, present)

    assert back.version == present.version + 1
    assert back.acting_rules == former.acting_rules
    assert back.triggers == former.triggers
    assert {rule.id for rule in present.rules} == {rule.id for rule in back.rules}


def test_a_store_that_gives_chances_in_another_order_has_changed_nothing() -> None:
    kept = json.loads(json.dumps(book_as_json(STANDARD_BOOK)))
    for rule in kept["rules"]:
        rule["chances"] = dict(sorted(rule["chances"].items(), reverse=True))

    assert differences(STANDARD_BOOK, book_from_json(kept, version=2)) == []


def test_a_book_may_be_written_in_part() -> None:
    book = written(OUR_LARGE_ORDER)

    assert book.rule("big_order").due_days == 1
    assert book.trigger("first_order").priority == "normal"
    assert book.rule("complaint") == STANDARD_BOOK.rule("complaint")
    before, after = (f"本单与平均单的倍数 >= {times} 且 本单金额 >= {least}" for times, least in [(2, 1000), (3, 5000)])
    told = [(d.of, d.id, d.part, d.was and d.was.zh, d.becomes.zh) for d in differences(STANDARD_BOOK, book)]
    assert told == [
        ("rule", "big_order", "when", before, after),
        ("rule", "big_order", "due_days", "0", "1"),
        ("trigger", "first_order", "priority", "优先", "普通"),
    ]  # fmt: skip


def test_tasks_go_by_the_version_and_say_so() -> None:
    book = written(OUR_LARGE_ORDER)

    assert made(book, row(), row(), order("2500")) == []
    assert made(book, row(avg_order_value_365d=Decimal(100)), row(), order("4000")) == []  # forty times, and little
    [task] = made(book, row(avg_order_value_365d=Decimal(2000)), row(), order("6000"))
    assert (task.reason.version, (task.due_on - DAY).days) == ("2", 1)


def test_a_rule_that_is_off_makes_nothing_and_what_lasts_is_over() -> None:
    off = written({"rules": [{"id": "overdue", "on": False}], "triggers": [{"id": "payment_default", "on": False}]})
    owes = row(overdue_amount=Decimal(800), overdue_days=4)
    judging = replace(JUDGING, book=off)

    begins = task_plan(change(row(), owes), judging)

    assert begins.made == ()
    assert "overdue" in begins.over
    assert fired(change(row(), owes), judging) == ()
    assert "payment.overdue" not in off.awaited


def test_a_rule_of_ones_own_makes_tasks_like_any_other() -> None:
    owes, book = row(overdue_amount=Decimal(20_000), overdue_days=4), written({"rules": [OWN]})

    tasks = made(book, row(), owes)

    assert [task.kind for task in tasks] == ["overdue", "own_1"]
    assert tasks[1].title.zh == "老码头火锅 欠 ¥20,000.00"
    assert (tasks[1].occurrence, tasks[1].reason.rule) == (DAY.isoformat(), "task:own_1")


def test_an_own_rule_of_orders_makes_one_task_an_order() -> None:
    book = written({"rules": [{**OWN, "when": "event_amount >= 100", "events": ["order.placed", "order.changed"]}]})

    [task] = made(book, row(), row(), order("120"))

    assert (task.kind, task.occurrence) == ("own_1", "O1")


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"rules": [{"id": "overdue", "when": "overdu > 0"}]}, "rules.overdue.when", "Unknown field"),
    ({"rules": [{"id": "overdue", "when": "overdue_amount > yes"}]}, "rules.overdue.when", "number"),
    ({"rules": [{"id": "overdue", "when": 7}]}, "rules.overdue.when", "text"),
    ({"rules": [{"id": "overdue", "when": "top(spend_365d, 10%)"}]}, "rules.overdue.when", "top or bottom"),
    ({"rules": [{"id": "overdue", "when": "event_amount > 5"}]}, "rules.overdue.when", "No event"),
    ({"rules": [{"id": "overdue", "due_days": 366}]}, "rules.overdue.due_days", "0 to 365"),
    ({"rules": [{"id": "overdue", "due_days": True}]}, "rules.overdue.due_days", "whole number"),
    ({"rules": [{"id": "overdue", "chances": {"otherwise": "1.1"}}]}, "rules.overdue.chances.otherwise", "0 to 1"),
    ({"rules": [{"id": "overdue", "chances": {"gold": "0.1"}}]}, "rules.overdue.chances", "otherwise"),
    ({"rules": [{"id": "overdue", "title": {"zh": "{nam}", "en": "x"}}]}, "rules.overdue.title.zh", "{name}"),
    ({"rules": [{"id": "overdue", "title": {"zh": "{name", "en": "x"}}]}, "rules.overdue.title.zh", "pairs"),
    ({"rules": [{"id": "overdue", "title": {"zh": "{name!r}", "en": "x"}}]}, "rules.overdue.title.zh", "{name}"),
    ({"rules": [{"id": "overdue", "on": "no"}]}, "rules.overdue.on", "true or false"),
    ({"rules": [{"id": "overdue", "days": 3}]}, "rules.overdue.days", "due_days"),
    ({"rules": [{"id": "overdue", "stake": "margin"}]}, "rules.overdue.stake", "due_days"),
    ({"rules": [{"id": "overdue"}, {"id": "overdue"}]}, "rules.id", "once"),
    ({"rules": [{"id": "mine", **OWN}]}, "rules.id", "own_"),
    ({"rules": [{"when": "overdue_amount > 0"}]}, "rules.own_1.name", "given"),
    ({"rules": [{**OWN, "events": ["complaint"], "lasts": True}]}, "rules.own_1.lasts", "no where events"),
    ({"rules": [{**OWN, "stake": "luck"}]}, "rules.own_1.stake", "margin"),
    ({"rules": {}}, "rules", "a list"),
    ({"rule": []}, "rule", "rules, triggers"),
    ({"rules": [{"id": "complaint", "on": False}]}, "triggers.complaint.on", "is off"),
    ({"triggers": [{"id": "complaint", "events": ["order.plac"]}]}, "triggers.complaint.events", "order.placed"),
    ({"triggers": [{"id": "complaint", "events": ["review.decided"]}]}, "triggers.complaint.events", "complaint"),
    ({"triggers": [{"id": "complaint", "events": []}]}, "triggers.complaint.events", "at least one"),
    ({"triggers": [{"id": "complaint", "begins": True}]}, "triggers.complaint.begins", "events alone"),
    ({"triggers": [{"id": "complaint", "priority": "top"}]}, "triggers.complaint.priority", "urgent"),
    ({"triggers": [{"id": "noise"}]}, "triggers.id", "complaint"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "field", "said"), REFUSED, ids=[f"{field}: {said}" for _, field, said in REFUSED])
def test_what_cannot_be_is_refused_with_its_place(data: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        written(data)

    assert refused.value.where["field"] == field
    assert said in refused.value.say("en")
    assert refused.value.say("zh") != refused.value.say("en")
