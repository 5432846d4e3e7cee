"""The console's way to the rules for tasks: seen, tried, published, rolled back."""

from __future__ import annotations

from typing import Any

import pytest
from tests.shell.live.test_loop import order, somebody

from frostier.actions.holding import NO_CUTS
from frostier.actions.occasion import Judging, Occasion
from frostier.actions.rule_book import STANDARD_BOOK
from frostier.actions.task_rules import OF_EVENTS, task_vocabulary
from frostier.features.catalogue import ATTRIBUTES, FEATURES
from frostier.scores.cuts import CutPoints
from frostier.shell.accounts.models import AuditEntry
from frostier.shell.live.accepting import accept
from frostier.tags.evaluate import evaluate
from frostier.tags.text_form import parse
from frostier.tiers.presets import preset

RULES = "/api/v1/task-rules"
SILENT = {"id": "at_risk", "when": "silence_cycles >= 3 and orders_365d >= 3"}


@pytest.fixture
def boss(graded_house, served, client_as) -> Any:
    return client_as("admin")


def fitting(house: Any, condition: str) -> set[str]:
    """Whom a look at each customer finds, in the newest results."""
    grading = house.gradings.latest()
    judging = Judging(preset("house"), CutPoints.from_json(grading.cuts))
    parsed = parse(condition, task_vocabulary())
    rows = house.published.rows(house.published.profile(grading.snapshot))
    return {row["customer_id"] for row in rows if evaluate(parsed, Occasion(row, grading.as_of, judging), NO_CUTS)}


def test_the_rules_are_told_in_the_language_of_the_caller(boss, client_as) -> None:
    told = boss.get(RULES).json()
    zh = client_as("supervisor", language="zh-CN").get(RULES).json()

    assert (told["version"], [one["version"] for one in told["versions"]]) == (1, [1])
    assert [rule["id"] for rule in told["rules"]] == [rule.id for rule in STANDARD_BOOK.rules]
    big = next(rule for rule in zh["rules"] if rule["id"] == "big_order")
    assert big["condition"] == "本单与平均单的倍数 >= 2 且 本单金额 >= 1000"
    assert big["events"] == [{"id": "order.changed", "name": "改单"}, {"id": "order.placed", "name": "下单"}]
    assert {word["id"] for word in told["words"]["fields"] if word["of_events"]} == OF_EVENTS


def test_a_preview_tells_how_many_hold_the_condition_and_keeps_nothing(boss, graded_house) -> None:
    told = boss.post(f"{RULES}/preview", {"rules": [SILENT]}).json()

    [size] = told["sizes"]
    assert size["customers_now"] == len(fitting(graded_house, STANDARD_BOOK.rule("at_risk").when))
    assert size["customers_then"] == len(fitting(graded_house, SILENT["when"])) > 0
    assert size["tasks_then"] <= size["customers_then"]
    assert size["since"] is not None
    assert [(one["id"], one["part"]) for one in told["changes"]] == [("at_risk", "when")]
    assert boss.get(RULES).json()["version"] == 1


def test_a_preview_holds_rules_of_orders_against_the_newest_orders(boss, graded_house) -> None:
    customer = somebody(graded_house, "gold")
    accept([order("e1", customer)], by="test", zone=graded_house.settings.zone, now=graded_house.clock.now())
    draft = {"rules": [{"id": "big_order", "when": "event_amount >= 50000"}]}

    [size] = boss.post(f"{RULES}/preview", draft).json()["sizes"]

    assert (size["tasks_now"], size["tasks_then"], size["events"]) == (1, 0, 1)  # of ¥40,000
    assert size["customers_now"] is None


def test_what_cannot_be_is_refused_with_its_field_in_the_language_of_the_caller(boss, client_as) -> None:
    draft = {"rules": [{"id": "overdue", "when": "overdue_amuont > 0"}]}

    refused = boss.post(f"{RULES}/preview", draft)
    zh = client_as("supervisor", language="zh-CN").post(f"{RULES}/preview", draft)

    assert (refused.status_code, refused.json()["field"]) == (422, "rules.overdue.when")
    assert "overdue_amount" in refused.json()["next_step"]
    assert "未知的字段" in zh.json()["message"]


def test_published_rules_are_in_force_told_to_the_audit_and_rolled_back(boss, client_as) -> None:
    change = {
        "rules": [{"id": "contract_birthday", "on": False}],
        "triggers": [{"id": "first_order", "priority": "normal"}],
    }

    published = boss.put(RULES, {**change, "expected_version": 1, "note": "周年改由短信"})
    again = boss.put(RULES, {**change, "expected_version": 1, "note": "x"})
    triggers = boss.get("/api/v1/triggers").json()
    back = boss.post(f"{RULES}/rollback", {"version": 1, "expected_version": 2, "note": "试行结束"})

    assert published.status_code == 200
    newest = published.json()["versions"][0]
    assert (newest["version"], newest["by"], newest["note"]) == (2, "admin", "周年改由短信")
    assert [(one["id"], one["part"]) for one in newest["changes"]] == [
        ("contract_birthday", "on"),
        ("first_order", "priority"),
    ]
    assert (again.status_code, again.json()["code"]) == (409, "stale")
    assert triggers["version"] == "2"
    assert next(one for one in triggers["triggers"] if one["id"] == "first_order")["priority"]["id"] == "normal"
    assert back.json()["version"] == 3
    assert all(rule["on"] for rule in back.json()["rules"])
    actions = list(AuditEntry.objects.filter(action__startswith="task_rules").values_list("action", "subject"))
    assert actions == [("task_rules.published", "2"), ("task_rules.rolled_back", "3")]


def test_who_may_not_publish_schemes_may_not_publish_rules(client_as, served) -> None:
    manager = client_as("account_manager", managers=["李敏"])

    assert manager.get(RULES).status_code == 200
    assert manager.put(RULES, {"rules": [], "expected_version": 1, "note": "x"}).status_code == 403


def test_before_the_first_grading_a_preview_has_no_sizes(served, client_as) -> None:
    told = client_as("admin").post(f"{RULES}/preview", {"rules": [SILENT]})

    assert (told.status_code, told.json()["sizes"]) == (200, [])


def test_every_figure_and_attribute_may_stand_in_the_condition_of_a_rule(boss) -> None:
    """All of them are columns of the results that rules are held against."""
    fields = [field.id for field in (*FEATURES, *ATTRIBUTES)]
    condition = " or ".join(f"{field} missing" for field in fields)

    told = boss.post(f"{RULES}/preview", {"rules": [{"id": "at_risk", "when": condition}]})

    assert told.status_code == 200
    assert told.json()["sizes"][0]["customers_then"] is not None
