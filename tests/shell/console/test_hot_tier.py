"""The tier answers that do not reach Django are the ones that Django would give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection
from tests.shell.console.through_wsgi import ask, at_once, standing_of, tier_of, told_by_the_ledger

from frostier.flows.grading import grade
from frostier.flows.ports import Override
from frostier.flows.scope import Scope
from frostier.shell.accounts.access import NOBODY
from frostier.shell.accounts.keys import revoke_key
from frostier.shell.accounts.models import ApiKey
from frostier.shell.console.hot_tier import BOUND_SECONDS, RENEWAL_SECONDS, HotTier
from frostier.shell.console.rate_limit import OF_A_KEY, Buckets, count_in
from frostier.shell.console.tier_memory import TierMemory
from frostier.shell.grading.changes import EVERYBODY, note_change

CHRISTMAS = date(2026, 12, 25)


@pytest.fixture(params=["own memory", pytest.param("shared memory", marks=pytest.mark.server)])
def hot(request, django, house, watch) -> HotTier:
    """With the memory of one process, and with one that it shares by way of a real Redis."""
    shared = request.param == "shared memory"
    memory = request.getfixturevalue("sharing")() if shared else TierMemory()
    return HotTier(django, house, memory=memory, now=watch, aside=at_once)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_answer_from_memory_is_djangos_byte_for_byte(hot, django, bearer, customers, language):
    said = {"authorization": bearer, "accept_language": language}
    first = [ask(hot, tier_of(customer), **said) for customer in customers]
    reached = django.asked

    again = [ask(hot, tier_of(customer), **said) for customer in customers]

    plain = [ask(django.handler, tier_of(customer), **said) for customer in customers]
    assert [a.lasting for a in first] == [a.lasting for a in again] == [a.lasting for a in plain]
    assert {a.status for a in again} == {200}
    assert django.asked == reached == len(customers)


def test_who_has_the_answer_already_is_told_so_as_django_does(hot, django, bearer, customers):
    tag = ask(hot, tier_of(customers[0]), authorization=bearer).headers["etag"]
    said = {"authorization": bearer, "if_none_match": f'W/{tag}, "other"'}

    known = ask(hot, tier_of(customers[0]), **said)

    assert known.status == 304
    assert known.lasting == ask(django.handler, tier_of(customers[0]), **said).lasting
    assert django.asked == 1


def test_what_is_asked_for_with_a_tag_at_first_is_kept_too(hot, django, bearer, customers):
    tag = ask(django.handler, tier_of(customers[0]), authorization=bearer).headers["etag"]

    statuses = [ask(hot, tier_of(customers[0]), authorization=bearer, if_none_match=tag).status for _ in range(2)]
    whole = ask(hot, tier_of(customers[0]), authorization=bearer, if_none_match='"another"')

    assert statuses == [304, 304]
    assert whole.status == 200
    assert django.asked == 1


def test_each_language_is_answered_in_its_words(hot, bearer, customers):
    address, said = tier_of(customers[0]), {"authorization": bearer}
    for _ in range(2):
        english = ask(hot, address, accept_language="en", **said).told
        chinese = ask(hot, address, accept_language="zh-CN", **said).told

        assert english["tier"]["id"] == chinese["tier"]["id"]
        assert english["tier"]["name"] != chinese["tier"]["name"]
        assert ask(hot, f"{address}?lang=zh", accept_language="en", **said).told == chinese


def test_other_requests_are_djangos(hot, django, bearer, customers):
    address, said = tier_of(customers[0]), {"authorization": bearer}
    ask(hot, address, **said)
    others = (
        {"method": "POST"},
        {"method": "HEAD"},
        {"cookie": "frostier_session=1"},
        {"authorization": "Basic bGk6bGk="},
        {"authorization": "Bearer frk_00000000_" + "a" * 43},
        {"host": "elsewhere.example"},
        {"accept_language": "en" * 200},
    )

    for other in others:
        reached = django.asked
        statuses = [ask(hot, address, **{**said, **other}).status for _ in range(2)]

        assert statuses == [ask(django.handler, address, **{**said, **other}).status] * 2
        assert django.asked == reached + 2


def test_other_addresses_are_djangos(hot, django, bearer, customers):
    ask(hot, tier_of(customers[0]), authorization=bearer)

    for rest in ("?as_of=2026-10-31", "?lang=en&lang=zh", "/", "/tier", "%2Fx/tier", "%FF/tier"):
        reached = django.asked
        for _ in range(2):
            ask(hot, tier_of(customers[0]) + rest, authorization=bearer)

        assert django.asked == reached + 2


def test_a_revoked_key_is_refused_within_the_bound(hot, watch, house, bearer, customers):
    address = tier_of(customers[0])
    assert ask(hot, address, authorization=bearer).status == 200

    revoke_key(ApiKey.objects.get().pk, by=NOBODY, clock=house.clock)
    watch.seconds += BOUND_SECONDS

    assert ask(hot, address, authorization=bearer).status == 401


def test_a_key_is_refused_from_the_day_it_expires(hot, watch, clock, bearer, customers):
    address = tier_of(customers[0])
    assert ask(hot, address, authorization=bearer).status == 200

    clock.moment += timedelta(days=1)
    watch.seconds += BOUND_SECONDS

    assert ask(hot, address, authorization=bearer).status == 401


def test_an_override_shows_within_the_bound_and_the_others_stay_kept(hot, django, watch, house, bearer, customers):
    chosen, other = customers[:2]
    for customer in (chosen, other):
        assert ask(hot, tier_of(customer), authorization=bearer).told["override"] is None

    house.gradings.set_override(Override(chosen, "gold", "重点培养", "li", house.clock.today(), CHRISTMAS))
    watch.seconds += BOUND_SECONDS
    shown = ask(hot, tier_of(chosen), authorization=bearer).told["override"]
    ask(hot, tier_of(other), authorization=bearer)

    assert (shown["tier"]["id"], shown["by"]) == ("gold", "li")
    assert django.asked == 3


def test_an_override_that_is_withdrawn_is_gone_within_the_bound(hot, watch, house, bearer, customers):
    house.gradings.set_override(Override(customers[0], "gold", "重点培养", "li", house.clock.today(), CHRISTMAS))
    assert ask(hot, tier_of(customers[0]), authorization=bearer).told["override"]

    house.gradings.end_override(customers[0], on=house.clock.today(), by="li")
    watch.seconds += BOUND_SECONDS

    assert ask(hot, tier_of(customers[0]), authorization=bearer).told["override"] is None


def test_an_override_is_gone_on_the_day_it_ends(hot, watch, clock, house, bearer_of, customers):
    today = house.clock.today()
    bearer = bearer_of()
    ApiKey.objects.update(expires_on=CHRISTMAS)
    house.gradings.set_override(Override(customers[0], "gold", "重点培养", "li", today, today + timedelta(days=1)))
    assert ask(hot, tier_of(customers[0]), authorization=bearer).told["override"]

    clock.moment += timedelta(days=1)
    watch.seconds += BOUND_SECONDS

    assert ask(hot, tier_of(customers[0]), authorization=bearer).told["override"] is None


def test_what_a_key_lost_it_is_refused_within_the_bound(hot, watch, bearer, customers):
    assert ask(hot, tier_of(customers[0]), authorization=bearer).status == 200

    ApiKey.objects.update(permissions=["runs.read"])
    watch.seconds += BOUND_SECONDS

    assert ask(hot, tier_of(customers[0]), authorization=bearer).status == 403


def test_a_key_of_other_customers_does_not_get_what_is_kept_for_another(hot, bearer_of, house, customers):
    newest = house.gradings.latest()
    rows = house.published.rows(house.published.profile(newest.snapshot).select("customer_id", "manager"))
    someone = next(row["manager"] for row in rows if row["manager"])
    mine = {row["customer_id"] for row in rows if row["manager"] == someone}
    wide, narrow = bearer_of(), bearer_of(scope=Scope("managers", (someone,)))

    for _ in range(2):
        assert {ask(hot, tier_of(c), authorization=wide).status for c in customers} == {200}
        seen = {c for c in customers if ask(hot, tier_of(c), authorization=narrow).status == 200}

        assert seen == mine & set(customers)


def test_an_unknown_customer_is_unknown_until_graded(hot, django, bearer):
    for _ in range(2):
        assert ask(hot, tier_of("nobody"), authorization=bearer).status == 404

    assert django.asked == 2


def test_answers_from_memory_count_against_the_limit(hot, watch, bearer, customers):
    count_in(Buckets(watch))
    address = tier_of(customers[0])

    left = [int(ask(hot, address, authorization=bearer).headers["ratelimit-remaining"]) for _ in range(3)]
    for _ in range(OF_A_KEY.burst - 3):
        ask(hot, address, authorization=bearer)
    refused = ask(hot, address, authorization=bearer)

    assert left == [OF_A_KEY.burst - 1, OF_A_KEY.burst - 2, OF_A_KEY.burst - 3]
    assert (refused.status, refused.told["code"]) == (429, "too_many_requests")


def test_the_use_of_a_key_is_noted_once_a_minute(hot, django, watch, clock, bearer, customers):
    ask(hot, tier_of(customers[0]), authorization=bearer)
    first = ApiKey.objects.get().last_used_at

    for _ in range(3):
        watch.seconds += 61
        clock.moment += timedelta(seconds=61)
        ask(hot, tier_of(customers[0]), authorization=bearer)
        ask(hot, tier_of(customers[0]), authorization=bearer)

    assert ApiKey.objects.get().last_used_at - first >= timedelta(seconds=3 * 61)
    assert django.asked == 1


def test_where_the_store_does_not_say_what_has_changed_nothing_is_answered_from_memory(
    django, watch, house, bearer, customers
):
    class Unwell:
        """A clock that stands for a store that is away."""

        ill = False

        def now(self) -> datetime:
            return house.clock.now()

        def today(self) -> date:
            if self.ill:
                raise OperationalError
            return house.clock.today()

    clock = Unwell()
    hot = HotTier(django, replace(house, clock=clock), now=watch)
    ask(hot, tier_of(customers[0]), authorization=bearer)

    clock.ill = True
    watch.seconds += BOUND_SECONDS
    answers = [ask(hot, tier_of(customers[0]), authorization=bearer).status for _ in range(2)]

    assert answers == [200, 200]
    assert django.asked == 3


def test_when_everything_has_changed_what_was_asked_for_is_worked_out_anew_without_being_asked(
    hot, django, watch, bearer_of, house, customers
):
    newest = house.gradings.latest()
    rows = house.published.rows(house.published.profile(newest.snapshot).select("customer_id", "manager"))
    manager = next(row["manager"] for row in rows if row["manager"])
    questions = [
        {"authorization": bearer, "accept_language": language}
        for bearer in (bearer_of(), bearer_of(scope=Scope("managers", (manager,))))
        for language in ("zh", "en")
    ]
    mine = [row["customer_id"] for row in rows if row["manager"] == manager and row["customer_id"] in customers]
    for said in questions:
        assert {ask(hot, tier_of(customer), **said).status for customer in mine} == {200}
    reached = django.asked

    house.gradings.set_override(Override(mine[-1], "gold", "重点培养", "li", house.clock.today(), CHRISTMAS))
    note_change(EVERYBODY)
    watch.seconds += BOUND_SECONDS
    after = [ask(hot, tier_of(customer), **said).lasting for said in questions for customer in mine]

    assert django.asked == reached
    assert after == [ask(django.handler, tier_of(c), **said).lasting for said in questions for c in mine]


def test_while_answers_are_worked_out_anew_those_from_before_are_given_no_longer_than_a_moment(
    django, watch, house, bearer, customers
):
    waiting: list[Callable[[], None]] = []
    hot, address = HotTier(django, house, now=watch, aside=waiting.append), tier_of(customers[0])
    ask(hot, address, authorization=bearer)
    house.gradings.set_override(Override(customers[0], "gold", "重点培养", "li", house.clock.today(), CHRISTMAS))
    note_change(EVERYBODY)

    watch.seconds += BOUND_SECONDS
    at_first = ask(hot, address, authorization=bearer).told["override"]
    watch.seconds += RENEWAL_SECONDS
    later = ask(hot, address, authorization=bearer).told["override"]

    assert at_first is None
    assert later["tier"]["id"] == "gold"
    assert django.asked == 2


def test_a_key_that_is_revoked_with_everything_else_finds_nothing_retired(hot, watch, house, bearer, customers):
    address = tier_of(customers[0])
    assert ask(hot, address, authorization=bearer).status == 200

    revoke_key(ApiKey.objects.get().pk, by=NOBODY, clock=house.clock)
    note_change(EVERYBODY)
    watch.seconds += BOUND_SECONDS

    assert ask(hot, address, authorization=bearer).status == 401


@pytest.fixture
def askers(house) -> Iterator[ThreadPoolExecutor]:
    """Three who ask at once."""
    with ThreadPoolExecutor(3) as pool:
        yield pool


def test_answers_during_a_regrade_agree_with_the_ledger(hot, house, clock, watch, bearer_of, customers, askers):
    newest = house.gradings.latest().as_of
    clock.moment = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)
    later = clock.today() - timedelta(days=1)
    bearers, over = [bearer_of(), bearer_of()], Event()
    count_in(Buckets(partial(next, count())))  # a second between any two requests

    def keep_asking() -> list[Any]:
        answers = []
        while not over.is_set():
            for customer in customers:
                watch.seconds += BOUND_SECONDS / 20
                answers += [ask(hot, tier_of(customer), authorization=bearer) for bearer in bearers]
        connection.close()
        return [answer.told for answer in answers if answer.status == 200]

    asking = [askers.submit(keep_asking) for _ in range(3)]
    with house.run("grade", {"as_of": later.isoformat()}) as run:
        grade(run, house.parts, as_of=later, by="test")
    over.set()
    watch.seconds += BOUND_SECONDS
    after = [ask(hot, tier_of(customer), authorization=bearers[0]).told for customer in customers]

    ledger = {day.isoformat(): told_by_the_ledger(house, day) for day in (newest, later)}
    during = [answer for told in asking for answer in told.result()]
    for answer in (*during, *after):
        assert standing_of(answer) == ledger[answer["as_of"]][answer["customer_id"]]
    assert {answer["as_of"] for answer in after} == {later.isoformat()}
    assert len(during) > len(customers)
    assert ledger[newest.isoformat()] != ledger[later.isoformat()]
