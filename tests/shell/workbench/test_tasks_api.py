"""The account manager's day: tasks of changes and gradings, done, put off, handed over, told in the timeline."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from frostier.actions.change import CustomerChange, EventSeen
from frostier.actions.occasion import Judging
from frostier.scores.cuts import CutPoints
from frostier.shell.outbox.following import follow, foreseen
from frostier.shell.outbox.models import Change
from frostier.shell.wiring import House
from frostier.shell.workbench.commands import give_back
from frostier.shell.workbench.models import Task
from frostier.tiers.presets import preset

TODAY = date(2026, 11, 20)
JUDGING = Judging(preset("rules"), CutPoints())


def row(id: str, manager: str = "李敏", **more: Any) -> dict[str, Any]:
    spend = {"avg_monthly_spend": 3000.0, "margin_rate_365d": 0.2, "avg_order_value_365d": Decimal(800)}
    owner = {"customer_id": id, "customer_name": f"{id} 火锅", "manager": manager, "team": "一组", "sales_region": "sw"}
    return {**owner, **spend, "tier": "gold", "stage": "active", "cause": "unchanged", "has_phone": True, **more}


def complaint(id: str, text: str = "毛肚化冻") -> EventSeen:
    return EventSeen(id, "complaint", datetime(2026, 11, 20, 1, tzinfo=UTC), {"text": text, "severity": "high"})


def happened(house: House, *changes: CustomerChange) -> int:
    found = foreseen(changes, JUDGING, at=house.clock.now())
    return follow(found, JUDGING, scheme_version=1, as_of=TODAY, revision="grading-1@2").tasks


def complained(house: House, id: str, manager: str = "李敏", event: str | None = None, **more: Any) -> int:
    known = row(id, manager, **more)
    return happened(house, CustomerChange(TODAY, known, known, events=(complaint(event or f"E-{id}"),)))


@pytest.fixture
def boss(served, client_as) -> Any:
    return client_as("supervisor")


def test_an_event_makes_one_task_however_often_it_is_followed(served, boss) -> None:
    first, again = complained(served, "C1"), complained(served, "C1")
    other = complained(served, "C1", event="E2")

    assert (first, again, other) == (1, 0, 1)
    listed = boss.get("/api/v1/tasks?lang=zh").json()
    assert listed["total"] == 2
    task = listed["items"][0]
    assert (task["kind"]["id"], task["customer"]["name"], task["manager"]) == ("complaint", "C1 火锅", "李敏")
    assert (task["due_on"], task["expected_value"]) == ("2026-11-20", "540.00")  # 3 × 3,000 × 0.2 × 0.30
    assert task["reason"]["rule"] == "task:complaint"
    assert task["customer"]["phone_known"] is True
    assert Change.objects.filter(kind="task").count() == 2


def test_tasks_stand_by_their_value_page_by_page(served, boss) -> None:
    for n, spend in enumerate([1000.0, 9000.0, 5000.0, 5000.0, 100.0]):
        complained(served, f"C{n}", avg_monthly_spend=spend)

    first = boss.get("/api/v1/tasks?limit=2").json()
    second = boss.get(f"/api/v1/tasks?limit=2&cursor={first['next']}").json()
    third = boss.get(f"/api/v1/tasks?limit=2&cursor={second['next']}").json()

    ids = [item["customer"]["id"] for page in (first, second, third) for item in page["items"]]
    assert ids == ["C1", "C2", "C3", "C0", "C4"]
    assert third["next"] is None
    assert boss.get("/api/v1/tasks?cursor=nonsense").status_code == 422


def test_a_task_is_done_once_and_by_whom_is_told(served, client_as) -> None:
    complained(served, "C1")
    manager = client_as("account_manager", username="li.min", managers=["李敏"])
    [task] = manager.get("/api/v1/tasks").json()["items"]

    done = manager.post(f"/api/v1/tasks/{task['id']}/done", {"note": "已换货"})
    again = manager.post(f"/api/v1/tasks/{task['id']}/done", {"note": "又来"})

    assert (done.json()["state"], done.json()["closed_by"], done.json()["note"]) == ("done", "li.min", "已换货")
    assert again.status_code == 409
    assert "li.min" in again.json()["message"]
    assert manager.get("/api/v1/tasks").json()["total"] == 0
    assert manager.get("/api/v1/tasks?state=done").json()["total"] == 1


def test_what_was_put_off_comes_back_on_its_day(served, boss) -> None:
    complained(served, "C1")
    complained(served, "C2")
    one, two = (item["id"] for item in boss.get("/api/v1/tasks").json()["items"])

    boss.post(f"/api/v1/tasks/{one}/postpone", {"note": "下周再谈", "until": "2026-11-24"})
    boss.post(f"/api/v1/tasks/{two}/not-reached", {"note": "占线"})
    past = boss.post(f"/api/v1/tasks/{two}/postpone", {"until": "2026-11-20"})
    today = boss.get("/api/v1/tasks").json()["total"]
    served.clock.moment += timedelta(days=1)
    tomorrow = [item["id"] for item in boss.get("/api/v1/tasks").json()["items"]]
    served.clock.moment += timedelta(days=3)

    assert (past.status_code, past.json()["field"]) == (422, "until")
    assert (today, tomorrow) == (0, [two])
    assert boss.get("/api/v1/tasks").json()["total"] == 2


def test_a_manager_sees_neither_the_tasks_of_others_nor_whether_there_are_any(served, client_as) -> None:
    complained(served, "C1", manager="王芳")
    mine = client_as("account_manager", managers=["李敏"])
    id = Task.objects.get().pk

    assert mine.get("/api/v1/tasks").json()["total"] == 0
    assert mine.get(f"/api/v1/tasks/{id}").status_code == 404
    assert mine.post(f"/api/v1/tasks/{id}/done", {"note": "x"}).status_code == 404


def test_tasks_are_handed_over_and_come_back(served, client_as) -> None:
    complained(served, "C1")
    complained(served, "C2")
    mine = client_as("account_manager", username="li.min", managers=["李敏"])
    theirs = client_as("account_manager", username="wang.fang", managers=["王芳"])
    wish = {"from": "李敏", "to": "王芳", "customer_ids": ["C1"], "until": "2026-11-25", "note": "休假"}

    not_theirs = theirs.post("/api/v1/tasks/hand-over", wish)
    moved = mine.post("/api/v1/tasks/hand-over", wish)

    [task] = theirs.get("/api/v1/tasks").json()["items"]
    assert (not_theirs.status_code, moved.json()) == (403, {"tasks": 1})
    assert (task["customer"]["id"], task["manager"], task["own_manager"]) == ("C1", "王芳", "李敏")
    assert give_back(date(2026, 11, 24)) == 0
    assert give_back(date(2026, 11, 25)) == 1
    served.clock.moment = datetime(2026, 11, 25, tzinfo=UTC)
    assert theirs.get("/api/v1/tasks").json()["total"] == 0


def test_tasks_follow_a_customer_to_another_manager(served, client_as) -> None:
    complained(served, "C1")
    happened(served, CustomerChange(TODAY, row("C1"), row("C1", "王芳", team="二组")))

    assert client_as("account_manager", managers=["王芳"]).get("/api/v1/tasks").json()["total"] == 1


def test_a_task_is_void_once_there_is_nothing_to_do_any_more(served, boss) -> None:
    owing = row("C1", overdue_amount=Decimal(500), overdue_days=3)
    happened(served, CustomerChange(TODAY, row("C1", overdue_amount=Decimal(0)), owing))
    paid = row("C1", overdue_amount=Decimal(0), overdue_days=None)

    before = boss.get("/api/v1/tasks").json()["total"]
    happened(served, CustomerChange(TODAY, owing, paid))

    assert before == 1
    assert boss.get("/api/v1/tasks").json()["total"] == 0
    assert boss.get("/api/v1/tasks?state=void").json()["total"] == 1


def test_the_supervisor_sees_load_and_response(served, boss) -> None:
    complained(served, "C1")
    complained(served, "C2")
    complained(served, "C3", manager="王芳")
    task = Task.objects.get(customer_id="C1")
    served.clock.moment += timedelta(minutes=30)
    boss.post(f"/api/v1/tasks/{task.pk}/done", {"note": "已处理"})
    served.clock.moment += timedelta(days=1)

    load = {m["manager"]: m for m in boss.get("/api/v1/tasks/load").json()["managers"]}

    assert (load["李敏"]["open"], load["李敏"]["overdue"], load["李敏"]["done_today"]) == (1, 1, 0)
    assert 30 <= load["李敏"]["median_response_minutes"] < 31
    assert (load["王芳"]["open"], load["王芳"]["median_response_minutes"]) == (1, None)


def test_what_a_trigger_puts_first_stands_before_what_is_worth_more(served, boss) -> None:
    owing = row("C1", overdue_amount=Decimal(90_000), overdue_days=3)
    happened(served, CustomerChange(TODAY, row("C1", overdue_amount=Decimal(0)), owing))
    complained(served, "C2", avg_monthly_spend=10.0)
    birthday = {"opened_on": date(2024, 11, 25), "account_age_days": 725, "orders_90d": 3, "avg_monthly_spend": 9e6}
    happened(served, CustomerChange(TODAY, row("C3", **{**birthday, "orders_90d": 0}), row("C3", **birthday)))

    first = boss.get("/api/v1/tasks?lang=en&limit=1").json()
    rest = boss.get(f"/api/v1/tasks?lang=en&cursor={first['next']}").json()

    shown = [(t["kind"]["id"], t["priority"]["id"]) for t in [*first["items"], *rest["items"]]]
    assert shown[:2] == [("complaint", "urgent"), ("overdue", "high")]
    assert {priority for _, priority in shown[2:]} == {"normal"}
    assert first["items"][0]["priority"]["name"] == "urgent"


def test_a_known_task_comes_to_the_front_and_stays_there(served, boss) -> None:
    owing = row("C1", overdue_amount=Decimal(500), overdue_days=3)
    happened(served, CustomerChange(TODAY, row("C1", overdue_amount=Decimal(0)), owing))
    Task.objects.update(priority=0)
    reported = EventSeen("E9", "payment.overdue", datetime(2026, 11, 20, 2, tzinfo=UTC), {"receivable_id": "R1"})

    happened(served, CustomerChange(TODAY, owing, owing, events=(reported,)))
    raised = [task["priority"]["id"] for task in boss.get("/api/v1/tasks").json()["items"]]
    happened(served, CustomerChange(TODAY, owing, owing))

    assert raised == ["high"]
    assert [task["priority"]["id"] for task in boss.get("/api/v1/tasks").json()["items"]] == ["high"]


def test_the_news_of_a_trigger_comes_first_and_says_so(served, boss) -> None:
    quiet = CustomerChange(TODAY, row("C1"), row("C1", tier="platinum"))
    loud = CustomerChange(TODAY, row("C2"), row("C2"), events=(complaint("E2"),))
    happened(served, quiet, loud)

    told = [n for n in boss.get("/api/v1/live/changes?after=0").json()["changes"] if n["kind"] == "change"]

    assert [(n["customer_ids"], n["priority"], n["triggers"]) for n in told] == [
        (["C2"], "urgent", ["complaint"]),
        (["C1"], "normal", []),
    ]
