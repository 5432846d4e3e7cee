"""Tasks that somebody gives about many customers by one run, each to the customer's own manager."""

from __future__ import annotations

import pytest

from frostier.kernel.errors import InvalidInput
from frostier.shell.accounts.models import AuditEntry
from frostier.shell.outbox.models import Change, WebhookDelivery, WebhookEndpoint
from frostier.shell.runs.handlers import handlers
from frostier.shell.runs.models import Run
from frostier.shell.runs.queue import request_of
from frostier.shell.runs.running import LiveRun
from frostier.shell.workbench.giving import MOST_GIVEN, check_number
from frostier.shell.workbench.models import Task

V1 = "/api/v1"


@pytest.fixture
def house(graded_house, served):
    return served


@pytest.fixture
def wish(house):
    """``wish(tier=["gold"])``: a task about the customers that fit, due today."""
    told = {"title": "Call before the season", "note": "New hotpot range", "due_on": str(house.clock.today())}
    return lambda **chosen: {"filter": chosen, **told}


@pytest.fixture
def given(house):
    """``given(client, {…})``: ask for tasks and perform the run, so many times; what each time told."""

    def perform(client, asked, times=1):
        answer = client.post(f"{V1}/tasks/give", asked)
        assert answer.status_code == 202, answer.content
        row = Run.objects.get(pk=answer.json()["run"]["id"])
        give = handlers()["tasks_give"].perform
        told = [give(LiveRun(row.pk, house.clock), house, row.arguments, request_of(row)) for _ in range(times)]
        Run.objects.filter(pk=row.pk).update(state="finished", open_key=None)
        return told[0] if times == 1 else told

    return perform


def fitting(client, **chosen) -> list[dict]:
    return client.get(f"{V1}/customers", {"limit": 200, **chosen}).json()["items"]


def test_each_customer_that_fits_has_a_task_of_its_own_manager(given, wish, client_as):
    operator = client_as("operator")

    told = given(operator, wish(tier=["gold"]))

    customers = [one for one in fitting(operator, tier="gold") if one["manager"]]
    tasks = Task.objects.filter(kind="by_hand")
    assert {(t.customer_id, t.manager) for t in tasks} == {(one["id"], one["manager"]) for one in customers}
    assert told["given"] == len(customers) > 0
    assert tasks[0].reason["text"]["en"] == "Given by operator: New hotpot range"
    assert tasks[0].reason["inputs"] == {"by": "operator"}


def test_a_run_that_is_done_again_gives_nothing_twice(given, wish, client_as):
    first, again = given(client_as("operator"), wish(tier=["gold"]), times=2)

    assert first == again
    assert Task.objects.count() == Task.objects.values("customer_id").distinct().count() == first["given"] > 0
    assert AuditEntry.objects.filter(action="tasks.given").count() == 1


def test_a_double_click_is_one_run(wish, client_as):
    operator, other = client_as("operator"), client_as("admin")

    asked = [(operator, "A"), (operator, "A"), (operator, "B"), (other, "A")]
    runs = [
        one.post(f"{V1}/tasks/give", {**wish(tier=["gold"]), "title": f"Call {title}"}).json()["run"]["id"]
        for one, title in asked
    ]

    assert runs[0] == runs[1]
    assert len(set(runs)) == 3


def test_who_has_an_open_task_that_says_the_same_gets_no_second_one_and_that_is_told(given, wish, client_as):
    operator, supervisor = client_as("operator"), client_as("supervisor")
    first = given(operator, wish(tier=["gold"]))
    done = Task.objects.first()
    supervisor.post(f"{V1}/tasks/{done.pk}/done", {"note": "Called"})

    again = given(supervisor, wish(tier=["gold"]))
    another = given(operator, {**wish(tier=["gold"]), "title": "Ask for the licence"})

    assert (again["given"], again["given_already"]) == (1, first["given"] - 1)
    assert (another["given"], another["given_already"]) == (first["given"], 0)


def test_customers_without_a_manager_are_counted_and_left_out(given, wish, client_as):
    operator = client_as("operator")
    led = fitting(operator)
    nobodys = [one["id"] for one in led if not one["manager"]]

    told = given(operator, wish())

    assert told == {"given": len(led) - len(nobodys), "without_manager": len(nobodys), "given_already": 0}
    assert not Task.objects.filter(customer_id__in=nobodys).exists()


def test_ticked_customers_get_tasks_and_nobody_else(given, wish, client_as):
    operator = client_as("operator")
    ids = sorted(one["id"] for one in fitting(operator) if one["manager"])[:2]

    given(operator, wish(where=f'customer_id in ("{ids[0]}", "{ids[1]}")'))

    assert sorted(Task.objects.values_list("customer_id", flat=True)) == ids


def test_customers_of_a_past_day_have_the_task_of_their_present_manager(given, wish, client_as):
    operator = client_as("operator")
    present = {one["id"]: one["manager"] for one in fitting(operator)}

    given(operator, wish(tier=["gold"], as_of="2026-09-30"))

    then = {one["id"] for one in fitting(operator, tier="gold", as_of="2026-09-30")}
    tasks = dict(Task.objects.values_list("customer_id", "manager"))
    assert tasks == {id: manager for id, manager in present.items() if id in then and manager}
    assert tasks


def test_a_manager_finds_the_task_first_with_who_gave_it_and_does_it(given, wish, client_as):
    operator = client_as("operator")
    manager = next(one["manager"] for one in fitting(operator, tier="gold") if one["manager"])
    mine = client_as("account_manager", username="li.min", managers=[manager])
    given(operator, wish(tier=["gold"]))

    listed = mine.get(f"{V1}/tasks?kind=by_hand").json()
    task = listed["items"][0]
    mine.post(f"{V1}/tasks/{task['id']}/done", {"note": "They order"})

    assert {item["manager"] for item in listed["items"]} == {manager}
    assert (task["title"], task["kind"]["name"], task["priority"]["id"]) == (
        "Call before the season", "given by hand", "high",
    )  # fmt: skip
    timeline = mine.get(f"{V1}/customers/{task['customer']['id']}/timeline").json()["items"]
    assert any("Call before the season" in item["text"] for item in timeline)


def test_open_pages_and_other_systems_hear_of_given_tasks(given, wish, client_as, served):
    wanted = {"url": "https://erp.example", "events": ["task.created"], "scope_kind": "all"}
    kept = WebhookEndpoint.objects.create(**wanted, created_at=served.clock.now())

    told = given(client_as("operator"), wish(tier=["gold"]))

    assert Change.objects.filter(kind="task").count() == told["given"]
    assert WebhookDelivery.objects.filter(endpoint=kept).count() == told["given"]


def test_more_customers_than_people_can_work_on_are_refused():
    check_number(MOST_GIVEN)

    with pytest.raises(InvalidInput, match="5,001 fit"):
        check_number(MOST_GIVEN + 1)


def test_only_customers_of_whoever_gives_them_get_tasks(given, wish, client_as):
    everybody = fitting(client_as("operator"), tier="gold")
    team = next(one["team"] for one in everybody if one["team"])

    given(client_as("supervisor", teams=[team]), wish(tier=["gold"]))

    assert set(Task.objects.values_list("team", flat=True)) == {team}


def test_the_deed_stands_in_the_audit_trail_with_its_title(given, wish, client_as):
    given(client_as("operator"), wish(tier=["gold"]))

    entry = AuditEntry.objects.get(action="tasks.given")
    assert entry.actor == "operator"
    assert "Call before the season" in str(entry.details)
    assert "New hotpot range" in str(entry.details)


def test_a_day_that_has_passed_a_blank_title_and_a_filter_that_nobody_fits_are_refused(wish, client_as):
    operator = client_as("operator")
    asked = [
        {**wish(tier=["gold"]), "due_on": "2001-01-01"},
        {**wish(tier=["gold"]), "title": "   "},
        wish(where='customer_id = "no-such-customer"'),
    ]

    answers = [operator.post(f"{V1}/tasks/give", one) for one in asked]

    assert [(a.status_code, a.json()["field"]) for a in answers] == [(422, "due_on"), (422, "title"), (422, "filter")]
    assert not Task.objects.exists()


@pytest.mark.parametrize("role", ["account_manager", "executive", "read_only"])
def test_who_leads_nobody_gives_no_tasks(wish, client_as, role):
    answer = client_as(role).post(f"{V1}/tasks/give", wish(tier=["gold"]))

    assert answer.status_code == 403
