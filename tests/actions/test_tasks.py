"""Which tasks a change makes, why, by when, and what they are worth."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from frostier.actions.change import CustomerChange, EventSeen, order_amount
from frostier.actions.occasion import Judging, tier_in_reach
from frostier.actions.rule_book import STANDARD_BOOK
from frostier.actions.task_rules import TASK_RULES, TITLE_WORDS
from frostier.actions.tasks import WORDS, NewTask, expected_value, task_plan
from frostier.scores.cuts import CutPoints
from frostier.tiers.presets import preset

DAY = date(2026, 11, 20)
JUDGING = Judging(preset("rules"), CutPoints())


def row(**more: Any) -> dict[str, Any]:
    """An active silver customer of whom nothing is to be done."""
    return {
        "customer_id": "C1",
        "customer_name": "老码头火锅",
        "tier": "silver",
        "tier_since": date(2026, 3, 1),
        "stage": "active",
        "stage_since": date(2026, 5, 1),
        "cause": "unchanged",
        "pending_tier": None,
        "pending_since": None,
        "opened_on": date(2024, 5, 1),
        "account_age_days": (DAY - date(2024, 5, 1)).days,
        "contract_days_left": 200,
        "contract_end_on": DAY + timedelta(days=200),
        "recency_days": 3,
        "last_order_on": DAY - timedelta(days=3),
        "silence_cycles": 0.5,
        "orders_total": 40,
        "orders_365d": 30,
        "orders_90d": 8,
        "spend_30d": Decimal("500.00"),
        "avg_monthly_spend": 4000.0,
        "avg_order_value_365d": Decimal("1000.00"),
        "margin_rate_365d": 0.2,
        "overdue_amount": Decimal("0.00"),
        "overdue_days": None,
        **more,
    }


def change(before: dict[str, Any] | None, after: dict[str, Any], *events: EventSeen) -> CustomerChange:
    return CustomerChange(DAY, before, after, events=events)


def made(before: dict[str, Any] | None, after: dict[str, Any], *events: EventSeen) -> list[NewTask]:
    return list(task_plan(change(before, after, *events), JUDGING).made)


def event(type: str, **data: Any) -> EventSeen:
    return EventSeen("shop:E7", type, datetime(2026, 11, 20, 3, tzinfo=UTC), data)


BEGINNINGS = [
    ("at_risk", {"silence_cycles": 2.0, "recency_days": 20}),
    ("won_back", {"stage": "won_back", "stage_since": DAY}),
    ("overdue", {"overdue_amount": Decimal("800.00"), "overdue_days": 4}),
    ("near_demotion", {"cause": "grace", "pending_tier": "regular", "pending_since": DAY}),
    ("near_promotion", {"spend_30d": Decimal("950.00")}),
    ("contract_end", {"contract_days_left": 30, "contract_end_on": DAY + timedelta(days=30)}),
    ("contract_birthday", {"opened_on": date(2024, 11, 25), "account_age_days": (DAY - date(2024, 11, 25)).days}),
    ("first_order", {"orders_total": 1, "first_order_on": DAY}),
]


@pytest.mark.parametrize(("kind", "figures"), BEGINNINGS, ids=[kind for kind, _ in BEGINNINGS])
def test_a_task_is_made_when_its_condition_begins_to_hold_and_not_again(kind: str, figures: dict[str, Any]) -> None:
    begins, goes_on = made(row(), row(**figures)), made(row(**figures), row(**figures))

    assert [task.kind for task in begins] == [kind]
    assert begins[0].reason.rule == f"task:{kind}"
    assert begins[0].reason.text is not None
    assert "老码头火锅" in begins[0].title.zh
    assert goes_on == []


def test_every_rule_has_a_condition_that_can_be_read_and_a_chance_for_every_tier() -> None:
    for rule in TASK_RULES:
        assert rule.condition is not None
        assert all(0 < chance < 1 for chance in rule.chances.values())
        assert rule.title.zh.count("{") == rule.title.en.count("{")


def test_every_word_that_a_title_may_leave_open_can_be_told() -> None:
    assert WORDS.keys() == TITLE_WORDS.keys()


def test_a_first_grading_makes_no_tasks() -> None:
    assert made(None, row(silence_cycles=9.0, overdue_amount=Decimal(1), stage="won_back")) == []


def test_a_new_customer_whom_an_order_brought_gets_the_task_of_a_first_order() -> None:
    order = event("order.placed", order_id="O1", lines=[{"sku_code": "A", "quantity": "1", "unit_price": "80"}])

    [task] = made(None, row(orders_total=1, first_order_on=DAY, avg_order_value_365d=Decimal(80)), order)

    assert (task.kind, task.occurrence) == ("first_order", DAY.isoformat())


def test_an_order_of_twelve_times_the_average_is_a_big_one() -> None:
    order = event("order.placed", order_id="O9", lines=[{"sku_code": "A", "quantity": "60", "unit_price": "200"}])

    [task] = made(row(), row(avg_order_value_365d=Decimal(9000)), order)

    assert (task.kind, task.occurrence, task.event_id) == ("big_order", "O9", "shop:E7")
    assert "12 倍" in task.title.zh
    assert "（O9）" in task.title.zh
    assert "¥12,000.00" in task.title.zh
    assert task.reason.inputs["event_ratio"] == 12.0
    assert task.expected_value == Decimal("600.00")  # 12,000 × margin rate 0.2 × chance 0.25


def test_a_usual_order_makes_no_task() -> None:
    order = event("order.placed", order_id="O9", lines=[{"sku_code": "A", "quantity": "1", "net_amount": "1500.00"}])

    assert made(row(), row(), order) == []


def test_a_complaint_and_an_agreed_call_are_tasks_of_their_own_each_time() -> None:
    complaint = event("complaint", text="毛肚化冻", severity="high")
    call = event("call.noted", text="周五再谈", outcome="call_back")
    chat = event("call.noted", text="一切正常", outcome="fine")

    tasks = made(row(), row(), complaint, call, chat)

    assert [(task.kind, task.due_on - DAY) for task in tasks] == [
        ("complaint", timedelta(0)),
        ("call_back", timedelta(days=1)),
    ]
    assert "毛肚化冻" in tasks[0].title.zh
    assert tasks[0].reason.text is not None
    assert "严重程度 严重" in tasks[0].reason.text.zh


def test_a_task_is_over_once_its_condition_no_longer_holds() -> None:
    plan = task_plan(change(row(silence_cycles=3.0), row()), JUDGING)

    assert set(plan.over) == {rule.id for rule in TASK_RULES if rule.lasts}
    assert plan.made == ()


def test_the_worked_example_of_the_page_is_true() -> None:
    silent = row(silence_cycles=2.4, recency_days=24, last_order_on=DAY - timedelta(days=24))

    [task] = made(row(), silent)

    # 3 months × 4,000 × margin rate 0.2 = 2,400 at stake; chance for silver 0.30
    assert task.expected_value == Decimal("720.00")
    assert task.due_on == DAY + timedelta(days=2)
    assert task.occurrence == (DAY - timedelta(days=24)).isoformat()


def test_an_unknown_margin_is_the_usual_one_and_a_loss_is_worth_nothing() -> None:
    rule = STANDARD_BOOK.rule("at_risk")

    assert expected_value(rule, row(margin_rate_365d=None)) == Decimal("432.00")
    assert expected_value(rule, row(margin_rate_365d=-0.1)) == Decimal("0.00")


def test_a_tier_is_in_reach_where_a_tenth_more_would_give_it() -> None:
    assert tier_in_reach(row(spend_30d=Decimal("910.00")), JUDGING) == "gold"
    assert tier_in_reach(row(spend_30d=Decimal("900.00")), JUDGING) is None
    assert tier_in_reach(row(tier="platinum"), JUDGING) is None


def test_the_amount_of_an_order_is_rounded_line_by_line() -> None:
    lines = [{"quantity": "3", "unit_price": "0.335"}, {"net_amount": "2.00"}, {"quantity": "1"}]

    assert order_amount({"lines": lines}) == Decimal("3.01")
