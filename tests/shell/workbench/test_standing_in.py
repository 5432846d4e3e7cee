"""Who stands in for another sees the other's customers meanwhile, everywhere, and no day longer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.shell.signed_in import ApiClient

from frostier.flows.scope import Scope
from frostier.shell.accounts.models import AuditEntry
from frostier.shell.runs.queue import request_of, request_run
from frostier.shell.wiring import House
from frostier.shell.workbench.models import StandIn, Task
from frostier.shell.workbench.standing_in import end_loans, with_loans

TODAY, BACK = date(2026, 11, 20), date(2026, 11, 25)


@dataclass
class Colleagues:
    """Two account managers with their customers, signed in."""

    house: House
    away: str
    stand_in: str
    customers: dict[str, list[str]]
    of_away: ApiClient
    of_stand_in: ApiClient

    @property
    def handed(self) -> str:
        return self.customers[self.away][0]

    @property
    def kept(self) -> str:
        return self.customers[self.away][1]

    def hand_over(self, **wish: Any) -> Any:
        body = {"from": self.away, "to": self.stand_in, "until": str(BACK), **wish}
        return self.of_away.post("/api/v1/tasks/hand-over", {k: v for k, v in body.items() if v is not None})

    def sees(self, customer: str) -> bool:
        status = self.of_stand_in.get(f"/api/v1/customers/{customer}").status_code
        assert status in (200, 404)
        return bool(status == 200)

    def on(self, day: date) -> None:
        self.house.clock.moment = datetime(day.year, day.month, day.day, 0, 1, tzinfo=UTC)  # type: ignore[attr-defined]


@pytest.fixture
def colleagues(graded_house, served, client_as) -> Colleagues:
    latest = graded_house.gradings.latest()
    profile = graded_house.published.profile(latest.snapshot)
    of: dict[str, list[str]] = {}
    for row in graded_house.published.rows(profile.select("customer_id", "manager").order_by("customer_id")):
        if row["manager"]:
            of.setdefault(row["manager"], []).append(row["customer_id"])
    away, stand_in = sorted(of, key=lambda name: (-len(of[name]), name))[:2]
    return Colleagues(
        served,
        away,
        stand_in,
        of,
        client_as("account_manager", username="away", managers=[away]),
        client_as("account_manager", username="stand.in", managers=[stand_in]),
    )


def task(customer: str, manager: str, occurrence: str = "1", **more: Any) -> Task:
    return Task.objects.create(
        customer_id=customer, customer_name=customer, manager=manager, kind="complaint", occurrence=occurrence,
        title_zh="投诉", title_en="complaint", reason={"rule": "task:complaint", "version": "1", "inputs": {}},
        expected_value=100, due_on=TODAY, created_on=TODAY,
        created_at=datetime(2026, 11, 20, tzinfo=UTC), **more,
    )  # fmt: skip


def audited(action: str) -> list[dict[str, Any]]:
    return [json.loads(row.details) for row in AuditEntry.objects.filter(action=action).order_by("no")]


def test_a_handed_over_customer_is_seen_until_the_day_and_others_never(colleagues) -> None:
    before = colleagues.sees(colleagues.handed)

    answer = colleagues.hand_over(customer_ids=[colleagues.handed])

    assert answer.status_code == 200, answer.content
    assert (before, colleagues.sees(colleagues.handed), colleagues.sees(colleagues.kept)) == (False, True, False)
    colleagues.on(BACK - timedelta(days=1))
    assert colleagues.sees(colleagues.handed)
    colleagues.on(BACK)
    assert not colleagues.sees(colleagues.handed)  # though nobody has noted it yet


def test_what_is_lent_is_in_lists_counts_and_the_drill_down_too(colleagues) -> None:
    own = len(colleagues.customers[colleagues.stand_in])
    colleagues.hand_over(customer_ids=[colleagues.handed])

    listed = colleagues.of_stand_in.get("/api/v1/customers?limit=200").json()
    counted = colleagues.of_stand_in.get("/api/v1/customers/count").json()
    asked = colleagues.of_stand_in.get("/api/v1/drilldown?rows=tier&measure=customers").json()

    ids = {row["id"] if "id" in row else row["customer_id"] for row in listed["items"]}
    assert ids == {*colleagues.customers[colleagues.stand_in], colleagues.handed}
    assert len(ids) == own + 1
    assert counted["matched"] == own + 1
    assert asked["total"] == own + 1


def test_who_leads_a_team_hands_over_no_customer_outside_of_it(colleagues, client_as) -> None:
    house = colleagues.house
    profile = house.published.profile(house.gradings.latest().snapshot)
    rows = house.published.rows(
        profile.filter(profile.manager == colleagues.away).select("customer_id", "sales_region")
    )
    region = min(row["sales_region"] for row in rows)
    leader = client_as("supervisor", username="leader", regions=[region])
    outside = client_as("supervisor", username="outside", regions=["nowhere"])
    wish = {"from": colleagues.away, "to": colleagues.stand_in, "until": str(BACK)}

    outside.post("/api/v1/tasks/hand-over", wish)
    nothing = [row["customer_id"] for row in rows if colleagues.sees(row["customer_id"])]
    leader.post("/api/v1/tasks/hand-over", wish)

    seen = {row["customer_id"] for row in rows if colleagues.sees(row["customer_id"])}
    assert nothing == []
    assert seen == {row["customer_id"] for row in rows if row["sales_region"] == region}


def test_who_takes_over_everything_sees_every_customer_of_the_other(colleagues) -> None:
    colleagues.hand_over()

    everybody = colleagues.customers[colleagues.away] + colleagues.customers[colleagues.stand_in]
    assert {colleagues.sees(id) for id in colleagues.customers[colleagues.away][:5]} == {True}
    listed = colleagues.of_stand_in.get("/api/v1/customers?limit=200").json()
    assert len(listed["items"]) == min(200, len(everybody))
    assert colleagues.of_stand_in.get("/api/v1/me").json()["scope"]["text"].endswith(colleagues.away)
    colleagues.on(BACK)
    assert not colleagues.sees(colleagues.handed)


def test_tasks_that_come_meanwhile_reach_who_stands_in(colleagues) -> None:
    colleagues.hand_over()
    task(colleagues.handed, colleagues.away)

    found = colleagues.of_stand_in.get("/api/v1/tasks").json()

    assert [item["customer"]["id"] for item in found["items"]] == [colleagues.handed]


def test_without_a_day_the_customer_is_seen_as_long_as_there_is_a_task(colleagues) -> None:
    row = task(colleagues.handed, colleagues.away)
    colleagues.hand_over(task_ids=[row.pk], until=None)
    colleagues.on(BACK + timedelta(days=1))
    while_open = colleagues.sees(colleagues.handed)

    done = colleagues.of_stand_in.post(f"/api/v1/tasks/{row.pk}/done", {"note": "ok"})

    assert (while_open, done.status_code) == (True, 200)
    assert not colleagues.sees(colleagues.handed)


def test_the_audit_trail_tells_when_sight_begins_and_ends(colleagues) -> None:
    colleagues.hand_over(customer_ids=[colleagues.handed])
    colleagues.on(BACK)

    ended, again = end_loans(colleagues.house), end_loans(colleagues.house)

    told = {"customers": [colleagues.handed], "from": colleagues.away, "until": str(BACK)}
    assert (ended, again) == (1, 0)
    assert audited("customers.lent") == [told]
    assert audited("customers.loan_ended") == [told]


def test_a_customer_who_gets_another_manager_is_lent_no_longer(colleagues) -> None:
    colleagues.hand_over(customer_ids=[colleagues.handed, colleagues.kept])
    StandIn.objects.filter(customer_id=colleagues.kept).update(manager="somebody before")

    assert end_loans(colleagues.house) == 1
    assert (colleagues.sees(colleagues.handed), colleagues.sees(colleagues.kept)) == (True, False)


def test_a_stand_in_is_ended_early_by_whose_customers_they_are(colleagues, client_as) -> None:
    row = task(colleagues.handed, colleagues.away)
    colleagues.hand_over(customer_ids=[colleagues.handed])
    shown = colleagues.of_away.get("/api/v1/stand-ins").json()
    pair = {"manager": colleagues.away, "stand_in": colleagues.stand_in}
    stranger = client_as("account_manager", username="stranger", managers=["nobody's"])

    refused = stranger.post("/api/v1/stand-ins/end", pair)
    ended = colleagues.of_away.post("/api/v1/stand-ins/end", pair)

    row.refresh_from_db()
    assert [(s["manager"], s["stand_in"], s["customers"], s["until"]) for s in shown] == [
        (colleagues.away, colleagues.stand_in, 1, str(BACK))
    ]
    assert (refused.status_code, stranger.get("/api/v1/stand-ins").json()) == (404, [])
    assert (ended.json(), row.manager, row.own_manager) == ({"tasks": 1}, colleagues.away, None)
    assert not colleagues.sees(colleagues.handed)
    assert colleagues.of_away.get("/api/v1/stand-ins").json() == []


def test_nobody_hands_on_for_longer_than_they_have_it(colleagues, client_as) -> None:
    row = task(colleagues.handed, colleagues.away)
    colleagues.hand_over(task_ids=[row.pk])
    third = sorted(set(colleagues.customers) - {colleagues.away, colleagues.stand_in})[0]
    of_third = client_as("account_manager", username="third", managers=[third])

    wish = {"from": colleagues.stand_in, "to": third, "task_ids": [row.pk], "until": "2027-03-01"}
    colleagues.of_stand_in.post("/api/v1/tasks/hand-over", wish)

    row.refresh_from_db()
    assert (row.manager, row.own_manager, row.handed_until) == (third, colleagues.away, BACK)
    assert of_third.get(f"/api/v1/customers/{colleagues.handed}").status_code == 200
    colleagues.on(BACK)
    assert of_third.get(f"/api/v1/customers/{colleagues.handed}").status_code == 404


def test_what_is_given_back_is_seen_no_longer(colleagues) -> None:
    row = task(colleagues.handed, colleagues.away)
    colleagues.hand_over(task_ids=[row.pk])

    wish = {"from": colleagues.stand_in, "to": colleagues.away, "task_ids": [row.pk]}
    colleagues.of_stand_in.post("/api/v1/tasks/hand-over", wish)

    row.refresh_from_db()
    assert (row.manager, row.own_manager, row.handed_until) == (colleagues.away, None, None)
    assert not colleagues.sees(colleagues.handed)


def test_a_run_speaks_of_the_customers_that_its_asker_could_see(colleagues) -> None:
    colleagues.hand_over(customer_ids=[colleagues.handed])
    scope = with_loans(Scope("managers", (colleagues.stand_in,)), TODAY)

    run = request_run("export", {}, by="stand.in", scope=scope)

    assert request_of(run).scope == scope == Scope("managers", (colleagues.stand_in,), (), (colleagues.handed,))


def test_one_hands_over_to_account_managers_and_to_nobody_else(colleagues) -> None:
    offered = colleagues.of_away.get("/api/v1/stand-ins/colleagues").json()

    answer = colleagues.hand_over(to="somebody else")

    assert offered == sorted(colleagues.customers)
    assert (answer.status_code, answer.json()["field"]) == (422, "to")
