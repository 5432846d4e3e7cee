"""What is due by the clock is asked for once, in order, and late rather than never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from frostier.kernel.cron import Cron
from frostier.shell.accounts.models import AuditEntry
from frostier.shell.runs.models import Run
from frostier.shell.runs.queue import claim_next
from frostier.shell.runs.running import LiveRun
from frostier.shell.runs.worker import perform
from frostier.shell.schedules.commands import ask_for_due, offer_defaults
from frostier.shell.schedules.models import Schedule
from frostier.shell.schedules.words import cron_in_words

API = "/api/v1/schedules"
NIGHTLY = {"kind": "verify", "cron": "0 3 * * *"}
THREE_AT_NIGHT = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)  # in Shanghai, on the 21st
DAY = timedelta(days=1)


@pytest.fixture
def operator(client_as):
    return client_as("operator")


def added(operator, **changes) -> dict:
    answer = operator.post(API, {**NIGHTLY, **changes})
    assert answer.status_code == 201, answer.content
    return answer.json()


def asked_kinds() -> list[str]:
    return list(Run.objects.order_by("id").values_list("kind", flat=True))


def close_runs() -> None:
    Run.objects.update(state="finished", open_key=None)


def test_a_schedule_says_when_it_is_due_in_plain_words(operator):
    row = added(operator)

    assert row["kind"] == {"id": "verify", "name": "proof"}
    assert (row["words"], row["zone"], row["own_zone"]) == ("every day at 03:00", "Asia/Shanghai", False)
    assert row["next_at"] == "2026-11-20T19:00:00Z"
    assert row["upcoming"] == ["2026-11-20T19:00:00Z", "2026-11-21T19:00:00Z", "2026-11-22T19:00:00Z"]
    assert AuditEntry.objects.get(action="schedule.added").subject == str(row["id"])


def test_nothing_is_asked_for_before_it_is_due(operator, served):
    added(operator)

    assert ask_for_due(served, THREE_AT_NIGHT - timedelta(seconds=1)) == []
    assert [run.kind for run in ask_for_due(served, THREE_AT_NIGHT)] == ["verify"]


def test_what_is_due_is_asked_for_once(operator, served):
    row = added(operator)

    for _ in range(3):
        ask_for_due(served, THREE_AT_NIGHT + timedelta(seconds=5))

    assert asked_kinds() == ["verify"]
    assert operator.get(API).json()[0]["last_run"]["state"] == "queued"
    assert Schedule.objects.get(pk=row["id"]).next_at == THREE_AT_NIGHT + DAY


def test_what_was_missed_for_a_week_is_caught_up_once(operator, served):
    added(operator)

    ask_for_due(served, THREE_AT_NIGHT + 7 * DAY + timedelta(hours=5))

    assert asked_kinds() == ["verify"]
    assert Schedule.objects.get().next_at == THREE_AT_NIGHT + 8 * DAY


def test_without_catching_up_what_was_missed_is_left_out_and_said(operator, served):
    added(operator, catch_up=False)

    ask_for_due(served, THREE_AT_NIGHT + timedelta(hours=5))
    ask_for_due(served, THREE_AT_NIGHT + DAY + timedelta(minutes=10))

    row = operator.get(API).json()[0]
    assert asked_kinds() == ["verify"]
    assert row["last_missed_at"] == "2026-11-20T19:00:00Z"


def test_two_of_a_kind_are_never_open_at_once(operator, served):
    added(operator)
    added(operator, cron="5 3 * * *")

    ask_for_due(served, THREE_AT_NIGHT + timedelta(minutes=6))
    ask_for_due(served, THREE_AT_NIGHT + DAY + timedelta(minutes=6))

    assert asked_kinds() == ["verify"]
    close_runs()
    ask_for_due(served, THREE_AT_NIGHT + 2 * DAY + timedelta(minutes=6))
    assert asked_kinds() == ["verify", "verify"]


def test_after_a_long_night_all_is_asked_for_in_the_order_in_which_it_was_due(home, served, clock):
    offer_defaults(clock, served.settings.zone, on=True)

    ask_for_due(served, datetime(2026, 12, 1, 1, 0, tzinfo=UTC))  # nine in the morning of the first

    assert asked_kinds() == ["roll", "verify", "grade"]


def test_the_usual_schedules_are_offered_once(home, served, clock):
    for _ in range(2):
        offer_defaults(clock, served.settings.zone, on=False)

    assert sorted(Schedule.objects.values_list("kind", "enabled", "next_at")) == [
        ("regrade", False, None),
        ("roll", False, None),
        ("verify", False, None),
    ]


def test_a_schedule_follows_the_clocks_of_its_own_zone(operator):
    row = added(operator, zone="Europe/Berlin")

    assert (row["next_at"], row["own_zone"]) == ("2026-11-21T02:00:00Z", True)


def test_a_schedule_is_switched_off_and_on_and_removed(operator, served):
    address = f"{API}/{added(operator)['id']}"

    off = operator.patch(address, {"on": False}, content_type="application/json").json()
    nothing = ask_for_due(served, THREE_AT_NIGHT + DAY)
    changed = operator.patch(address, {"on": True, "cron": "*/30 * * * *"}, content_type="application/json").json()

    assert (off["next_at"], off["upcoming"], nothing) == (None, [], [])
    assert (changed["words"], changed["kind"]["id"], changed["version"]) == ("every 30 minutes", "verify", 3)
    assert operator.delete(address).status_code == 204
    assert operator.get(API).json() == []
    assert operator.delete(address).status_code == 404


def test_a_change_over_somebody_elses_is_refused(operator):
    address = f"{API}/{added(operator)['id']}"
    operator.patch(address, {"on": False}, content_type="application/json")

    answer = operator.patch(address, {"on": True, "expected_version": 1}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"cron": "61 * * * *"}, "cron"), ({"cron": "0 0 31 2 *"}, "cron"), ({"zone": "Mars"}, "zone")],
)
def test_what_cannot_be_kept_is_refused_with_its_field(operator, changes, field):
    answer = operator.post(API, {**NIGHTLY, **changes})

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert operator.get(API).json() == []


def test_an_expression_can_be_looked_at_before_it_is_kept(operator):
    told = operator.get(f"{API}/preview", {"cron": "0 9 * * mon,thu"}).json()

    assert told["words"] == "every Monday, Thursday at 09:00"
    assert told["upcoming"][0] == "2026-11-23T01:00:00Z"


def test_a_person_asks_for_it_now(operator):
    row = added(operator)

    answer = operator.post(f"{API}/{row['id']}/run")

    assert (answer.status_code, answer.json()["run"]["kind"]["id"]) == (202, "verify")
    assert operator.get(API).json()[0]["last_run"]["id"] == answer.json()["run"]["id"]


def test_a_roll_of_a_home_that_was_never_graded_says_so_and_does_nothing(home, served, clock):
    offer_defaults(clock, served.settings.zone, on=True)
    ask_for_due(served, clock.now() + DAY)
    row = claim_next("writer", clock.now())

    perform(served, row, LiveRun(row.pk, clock, row.kind), alone=True)

    assert Run.objects.get(pk=row.pk).result == {"skipped": True}


@pytest.mark.parametrize(
    ("cron", "zh", "en"),
    [
        ("10 0 * * *", "每天 00:10", "every day at 00:10"),
        ("0 2 1 * *", "每月 1 日 02:00", "on day 1 of every month at 02:00"),
        ("30 8,18 * * 1", "每周一 08:30、18:30", "every Monday at 08:30, 18:30"),
        ("*/15 * * * *", "每 15 分钟", "every 15 minutes"),
        ("5 * * * *", "每小时第 5 分钟", "at minute 5 of every hour"),
        ("1 1 1 1 *", "按 cron：1 1 1 1 *", "by cron: 1 1 1 1 *"),
    ],
)
def test_expressions_are_said_in_plain_words(cron, zh, en):
    words = cron_in_words(Cron.parse(cron))

    assert (words.zh, words.en) == (zh, en)
