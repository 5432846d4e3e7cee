"""Nobody crowds out the others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import HttpRequest

from frostier.shell.accounts.access import NOBODY
from frostier.shell.accounts.models import User
from frostier.shell.console.errors import TooManyRequests
from frostier.shell.console.rate_limit import OF_A_PERSON, Allowance, Buckets, count_in, limit_rate


class Watch:
    """A clock of seconds that a test sets."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def buckets(watch) -> Buckets:
    return Buckets(watch)


SMALL = Allowance(burst=3, per_second=0.5)


def test_a_burst_is_let_through_and_then_it_is_enough(buckets):
    assert [buckets.take("li", SMALL).remaining for _ in range(3)] == [2, 1, 0]

    with pytest.raises(TooManyRequests) as refused:
        buckets.take("li", SMALL)

    assert refused.value.where == {"retry_after_seconds": 2}


def test_after_the_told_time_it_goes_on(buckets, watch):
    for _ in range(3):
        buckets.take("li", SMALL)

    watch.seconds = 2

    assert buckets.take("li", SMALL).remaining == 0


def test_one_caller_does_not_use_up_what_another_has(buckets):
    for _ in range(3):
        buckets.take("li", SMALL)

    assert buckets.take("wang", SMALL).remaining == 2


def test_an_answer_says_what_is_left(client_as):
    answer = client_as("operator").get("/api/v1/runs")

    assert answer["RateLimit-Limit"] == str(OF_A_PERSON.burst)
    assert int(answer["RateLimit-Remaining"]) == OF_A_PERSON.burst - 1


def test_who_asks_too_often_is_told_when_to_come_back(client_as, watch):
    operator = client_as("operator")
    count_in(Buckets(watch))
    for _ in range(OF_A_PERSON.burst):
        limit_rate(HttpRequest(), replace(NOBODY, user_id=User.objects.get().pk))

    refused = operator.get("/api/v1/runs")

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert int(refused["Retry-After"]) == 1
