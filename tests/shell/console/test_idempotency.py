"""A write that is sent twice is done once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from frostier.shell.accounts.models import ApiKey, AuditEntry
from frostier.shell.console.idempotency import forget_old
from frostier.shell.console.models import KeptAnswer
from frostier.shell.runs.models import Run

GRADE = "/api/v1/gradings"


def keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


@pytest.fixture
def operator(client_as):
    return client_as("operator")


def test_the_same_request_again_is_answered_as_before_and_done_once(operator):
    first = operator.post(GRADE, {"as_of": "2026-11-01"}, headers=keyed("k1"))
    again = operator.post(GRADE, {"as_of": "2026-11-01"}, headers=keyed("k1"))

    assert first.status_code == again.status_code == 202
    assert again.json() == first.json()
    assert (first.headers.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert AuditEntry.objects.filter(action="grading.requested").count() == 1


def test_without_a_key_each_request_is_its_own(operator):
    operator.post(GRADE, {"as_of": "2026-11-01"})
    operator.post(GRADE, {"as_of": "2026-11-01"})

    assert AuditEntry.objects.filter(action="grading.requested").count() == 2
    assert Run.objects.count() == 1  # the second joins the run that waits already


def test_a_key_is_not_for_two_different_requests(operator):
    operator.post(GRADE, {"as_of": "2026-11-01"}, headers=keyed("k1"))

    other = operator.post(GRADE, {"as_of": "2026-11-02"}, headers=keyed("k1"))

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Run.objects.count() == 1


def test_two_callers_may_use_the_same_key(operator, client_as):
    operator.post(GRADE, {"as_of": "2026-11-01"}, headers=keyed("k1"))

    other = client_as("admin").post(GRADE, {"as_of": "2026-11-02"}, headers=keyed("k1"))

    assert other.status_code == 202
    assert Run.objects.count() == 2


def test_a_refused_request_leaves_its_key_free(operator):
    refused = operator.post(GRADE, {"as_of": "2999-01-01"}, headers=keyed("k1"))

    corrected = operator.post(GRADE, {"as_of": "2026-11-01"}, headers=keyed("k1"))

    assert (refused.status_code, corrected.status_code) == (409, 202)


def test_a_request_that_is_under_way_is_not_begun_again(operator, served):
    operator.post(GRADE, {"as_of": "2026-11-01"}, headers=keyed("k1"))
    KeptAnswer.objects.update(status=None, begun_at=served.clock.now())

    again = operator.post(GRADE, {"as_of": "2026-11-01"}, headers=keyed("k1"))

    assert (again.status_code, again.json()["code"]) == (409, "in_progress")


def test_what_died_on_the_way_may_be_tried_again_after_a_while(operator, served):
    operator.post(GRADE, {"as_of": "2026-11-01"}, headers=keyed("k1"))
    KeptAnswer.objects.update(status=None, begun_at=served.clock.now() - timedelta(minutes=6))

    assert operator.post(GRADE, {"as_of": "2026-11-01"}, headers=keyed("k1")).status_code == 202


def test_a_secret_is_told_once_and_kept_nowhere(client_as, served):
    wish = {
        "name": "erp",
        "scopes": ["customers.read"],
        "scope": {"kind": "all", "values": []},
        "expires_on": (served.clock.today() + timedelta(days=9)).isoformat(),
    }
    admin = client_as("admin")
    first = admin.post("/api/v1/keys", wish, headers=keyed("k1"))
    assert first.status_code == 201, first.content

    again = admin.post("/api/v1/keys", wish, headers=keyed("k1"))

    assert (again.status_code, again.json()["code"]) == (409, "done_before")
    assert ApiKey.objects.count() == 1
    assert KeptAnswer.objects.get().body is None


def test_of_two_clicks_at_once_one_works(client_as, operator):
    other = client_as("admin")
    other.cookies = operator.cookies
    answers, ready = [], threading.Barrier(2)

    def click(client) -> None:
        ready.wait(10)
        answers.append(client.post(GRADE, {"as_of": "2026-11-01"}, headers=keyed("double")).status_code)
        connection.close()

    clicks = [threading.Thread(target=click, args=(c,)) for c in (operator, other)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join(30)

    assert sorted(answers) in ([202, 202], [202, 409])
    assert AuditEntry.objects.filter(action="grading.requested").count() == 1


def test_a_key_must_be_of_sensible_length(operator):
    assert operator.post(GRADE, {}, headers=keyed("k" * 121)).status_code == 422


def test_answers_are_forgotten_after_a_day(operator, served):
    operator.post(GRADE, {"as_of": "2026-11-01"}, headers=keyed("k1"))

    assert forget_old(served.clock.now() + timedelta(hours=23)) == 0
    assert forget_old(served.clock.now() + timedelta(hours=25)) == 1
