"""Tier answers that processes share by way of a real Redis are right, and Redis may fail at any moment."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count, cycle, islice
from random import Random
from typing import Any

import pytest
from redis import Redis
from tests.shell.console.through_wsgi import Django, ask, at_once, tier_of

from frostier.flows.ports import Override
from frostier.flows.scope import EVERYTHING, Scope
from frostier.shell.accounts.keys import Standing
from frostier.shell.console.hot_tier import BOUND_SECONDS, HotTier
from frostier.shell.console.rate_limit import Buckets, count_in
from frostier.shell.console.redis_store import PAUSE_SECONDS
from frostier.shell.console.shared_tiers import Envelope, SharedTierMemory, program_id
from frostier.shell.console.tier_memory import TierAnswer
from frostier.shell.grading.changes import EVERYBODY, Changes, changes_since, note_change
from frostier.shell.grading.models import TierChange, TierRevision, TierState
from frostier.shell.metrics.figures import SHARED
from frostier.shell.wiring import House

pytestmark = pytest.mark.server
CHRISTMAS = date(2026, 12, 25)
Process = tuple[HotTier, Django]


@dataclass
class Shelf:
    """A store in memory."""

    kept: dict[str, bytes]

    def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def put(self, kept: Mapping[str, bytes]) -> None:
        self.kept.update(kept)


@pytest.fixture
def process(house, watch, sharing) -> Callable[..., Process]:
    """``process()``: one more serving process, and the Django in it."""

    def started(**how: str) -> Process:
        django = Django()
        return HotTier(django, house, memory=sharing(**how), now=watch, aside=at_once), django

    return started


def raised(house: House, customer: str, by: str = "li") -> None:
    """The customer is platinum by hand from today."""
    today = house.clock.today()
    house.gradings.set_override(Override(customer, "platinum", "重点培养", by, today, today + timedelta(days=30)))


def outcomes() -> dict[str, float]:
    """How often the cache was asked, by what came of it."""
    return {dict(sample.labels)["outcome"]: sample.value for sample in SHARED.figure().samples}


def test_what_one_process_worked_out_another_gives_without_django(process, bearer, customers):
    (one, django), (other, django_of_the_other) = process(), process()
    first = [ask(one, tier_of(c), authorization=bearer) for c in customers]
    ask(other, tier_of(customers[0]), authorization=bearer)  # notes that the key is in use
    django_of_the_other.asked = 0

    second = [ask(other, tier_of(c), authorization=bearer) for c in customers]

    assert [a.lasting for a in second] == [a.lasting for a in first]
    assert (django.asked, django_of_the_other.asked) == (len(customers), 0)


def test_keys_that_may_do_the_same_share_answers_and_others_do_not(process, bearer_of, house, customers):
    (one, _), (other, django) = process(), process()
    newest = house.gradings.latest()
    rows = house.published.rows(house.published.profile(newest.snapshot).select("customer_id", "manager"))
    someone = next(row["manager"] for row in rows if row["manager"])
    hidden = next(row["customer_id"] for row in rows if row["manager"] != someone and row["customer_id"] in customers)
    wide, as_wide, narrow = bearer_of(), bearer_of(), bearer_of(scope=Scope("managers", (someone,)))
    for bearer in (as_wide, narrow):
        ask(other, tier_of("nobody"), authorization=bearer)
    ask(one, tier_of(hidden), authorization=wide)
    ask(other, tier_of(hidden), authorization=as_wide)
    reached = django.asked

    shared, refused = (ask(other, tier_of(hidden), authorization=bearer).status for bearer in (as_wide, narrow))

    assert (shared, refused) == (200, 404)
    assert django.asked == reached + 1


def test_a_change_shows_in_every_process_within_the_bound(process, watch, house, bearer, customers):
    processes = [process()[0] for _ in range(2)]
    for hot in processes:
        assert {ask(hot, tier_of(c), authorization=bearer).told["override"] for c in customers} == {None}

    raised(house, customers[0])
    watch.seconds += BOUND_SECONDS
    after = [[ask(hot, tier_of(c), authorization=bearer).told["override"] for c in customers] for hot in processes]

    assert after[0] == after[1]
    assert [o and o["tier"]["id"] for o in after[0]] == ["platinum", *[None] * (len(customers) - 1)]


def test_a_process_that_has_not_seen_a_change_yet_spoils_nothing_for_the_others(
    process, watch, house, bearer, customers
):
    (ahead, _), (behind, _) = process(), process()
    for hot in (ahead, behind):
        ask(hot, tier_of(customers[0]), authorization=bearer)

    raised(house, customers[0])
    late = ask(behind, tier_of(customers[0]), authorization=bearer).told  # its second is not over
    watch.seconds += BOUND_SECONDS
    after = [ask(hot, tier_of(customers[0]), authorization=bearer).told for hot in (ahead, behind)]

    assert late["override"] is None
    assert [told["override"]["tier"]["id"] for told in after] == ["platinum"] * 2


def test_an_answer_that_was_under_way_during_a_change_is_not_shared(house, sharing, bearer, customers):
    one, other = sharing(), sharing()
    hot = HotTier(Django(), house, memory=one)
    ask(hot, tier_of(customers[0]), authorization=bearer)
    wording = next(iter(one._of[customers[0]]))
    answer, revision = one.get(customers[0], wording), one.revision
    note_change([customers[0]])
    for memory in (one, other):
        memory.follow(changes_since(-1), house.clock.today())
        memory.let_go()

    one.put_all({customers[0]: answer}, wording, revision)

    assert one.get(customers[0], wording) is None
    assert other.get(customers[0], wording) is None


def test_a_process_that_forgets_marks_finds_nothing_older_than_the_newest_of_them(house):
    kept: dict[str, bytes] = {}
    one, other = (SharedTierMemory(Shelf(kept), Envelope("secret", "1"), most_marks=most) for most in (2, 100))
    wording = Standing(1, (), EVERYTHING), ()
    for memory in (one, other):
        memory.follow(Changes(1, EVERYBODY, "all"), house.clock.today())
    other.put_all({"C9": TierAnswer(b"old", "", "", ())}, wording, other.revision)

    for memory in (one, other):
        memory.follow(Changes(4, frozenset({"C1", "C2", "C9"}), None, {"C1": "m", "C2": "m", "C9": "n"}), CHRISTMAS)

    assert one.get("C9", wording) is None
    one.put_all({"C9": TierAnswer(b"new", "", "", ())}, wording, one.revision)
    assert other.get("C9", wording) == TierAnswer(b"new", "", "", ())


def test_after_a_restored_backup_no_answer_of_the_lost_days_is_given(process, watch, house, bearer, customers):
    chosen = customers[0]
    note_change([chosen])
    backup = list(TierChange.objects.values()), TierRevision.objects.values().get()
    raised(house, chosen, by="before")
    assert ask(process()[0], tier_of(chosen), authorization=bearer).told["override"]["by"] == "before"

    house.gradings.end_override(chosen, on=house.clock.today(), by="li")
    TierChange.objects.all().delete()
    TierChange.objects.bulk_create(TierChange(**row) for row in backup[0])
    TierRevision.objects.update(no=backup[1]["no"])
    raised(house, chosen, by="after")
    told = ask(process()[0], tier_of(chosen), authorization=bearer).told

    assert TierRevision.objects.get().no == backup[1]["no"] + 1
    assert told["override"]["by"] == "after"


def test_nothing_is_found_by_another_home_another_program_or_another_day(process, clock, watch, bearer, customers):
    ask(process()[0], tier_of(customers[0]), authorization=bearer)

    for how in ({"secret": "another"}, {"program": "2"}):
        before = outcomes().get("found", 0)
        assert ask(process(**how)[0], tier_of(customers[0]), authorization=bearer).status == 200
        assert outcomes().get("found", 0) == before


def test_another_program_or_other_settings_have_another_name(tmp_path):
    settings = tmp_path / "frostier.toml"
    settings.write_text('language = "zh"')
    before = program_id(settings)

    settings.write_text('language = "en"')

    assert program_id(settings) != before


@pytest.mark.parametrize("forged", [b"", b"x" * 500, b'{"body": "{}"}'])
def test_what_somebody_else_wrote_into_redis_is_not_given(process, redis, bearer, customers, forged):
    first = ask(process()[0], tier_of(customers[0]), authorization=bearer)
    with Redis.from_url(redis.address) as client:
        names = client.keys("frostier:*")
        for name in names:
            client.set(name, forged)

    again = ask(process()[0], tier_of(customers[0]), authorization=bearer)

    assert names
    assert again.lasting == first.lasting


def test_answers_are_kept_as_json_and_for_a_time(process, redis, bearer, customers):
    ask(process()[0], tier_of(customers[0]), authorization=bearer)

    with Redis.from_url(redis.address) as client:
        (name,) = client.keys("*")
        told, left = json.loads(client.get(name)[32:]), client.ttl(name)

    assert json.loads(told["body"])["customer_id"] == customers[0]
    assert 0 < left <= 3_600


def test_redis_killed_in_the_middle_is_noticed_once_and_nobody_sees_an_error(
    process, redis, watch, house, bearer, customers, caplog
):
    hot, _ = process()
    caplog.set_level(logging.WARNING, "frostier.console")
    half = len(customers) // 2
    first = [ask(hot, tier_of(c), authorization=bearer) for c in customers[:half]]
    away = outcomes().get("away", 0)

    redis.kill()
    rest = [ask(hot, tier_of(c), authorization=bearer) for c in customers]
    raised(house, customers[0])
    watch.seconds += BOUND_SECONDS
    changed = ask(hot, tier_of(customers[0]), authorization=bearer)
    redis.start()
    watch.seconds += PAUSE_SECONDS
    back = [ask(process()[0], tier_of(c), authorization=bearer) for c in customers[:2]]
    ask(hot, tier_of("nobody"), authorization=bearer)

    assert {a.status for a in (*first, *rest, changed, *back)} == {200}
    assert [a.lasting for a in rest[:half]] == [a.lasting for a in first]
    assert changed.told["override"]["tier"]["id"] == "platinum"
    assert outcomes()["away"] > away
    assert [r.getMessage() for r in caplog.records] == [
        "the cache does not answer (ConnectionError); answers are worked out without it",
        "the cache answers again",
    ]


def test_a_redis_that_does_not_answer_in_time_is_left_alone(process, redis, bearer, customers):
    hot, _ = process()
    ask(hot, tier_of(customers[0]), authorization=bearer)

    with redis.hanging():
        answers = [ask(hot, tier_of(c), authorization=bearer).status for c in customers]

    assert set(answers) == {200}


def test_redis_flushed_in_the_middle_costs_time_only(process, redis, bearer, customers):
    first = [ask(process()[0], tier_of(c), authorization=bearer).lasting for c in customers[:5]]

    with Redis.from_url(redis.address) as client:
        client.flushall()
    again = [ask(process()[0], tier_of(c), authorization=bearer).lasting for c in customers[:5]]

    assert again == first


def test_ten_thousand_answers_of_three_processes_are_what_the_store_says(process, watch, house, bearer_of, customers):
    chance = Random(11)
    processes = cycle([process()[0] for _ in range(3)])
    bearers = cycle([bearer_of() for _ in range(2)])
    count_in(Buckets(partial(next, count())))
    truth = {row.customer_id: (row.tier, row.stage) for row in TierState.objects.filter(customer_id__in=customers)}
    by_hand: dict[str, str] = {}
    wrong = 0

    for turn, hot in enumerate(islice(processes, 10_000)):
        if turn % 500 == 0:
            chosen, by = chance.choice(customers), f"li {turn}"
            house.gradings.end_override(chosen, on=house.clock.today(), by="li") if chosen in by_hand else None
            raised(house, chosen, by)
            by_hand[chosen] = by
            if turn % 2_000 == 0:
                note_change(EVERYBODY)
            watch.seconds += BOUND_SECONDS
        customer = chance.choice(customers)
        told = ask(hot, tier_of(customer), authorization=next(bearers)).told
        override = told["override"] and told["override"]["by"]
        wrong += (told["tier"]["id"], told["stage"]["id"]) != truth[customer] or override != by_hand.get(customer)

    assert wrong == 0


SERVER = """
import json, sys
from django.core.wsgi import get_wsgi_application
django = get_wsgi_application()
from frostier.shell.console import urls
from frostier.shell.console.cache import tier_memory
from frostier.shell.console.hot_tier import HotTier
from frostier.shell.console.house import house
from tests.shell.console.through_wsgi import ask
assert urls.urlpatterns
hot = HotTier(django, house(), memory=tier_memory(house()))
for line in sys.stdin:
    address, bearer = json.loads(line)
    print(json.dumps(ask(hot, address, authorization=bearer).told), flush=True)
"""


@contextmanager
def process_of_its_own(house: House, cache: str) -> Iterator[Callable[[str, str], Any]]:
    """``ask(address, bearer)`` of a process that the operating system knows."""
    settings = {"FROSTIER_HOME": str(house.home.root), "FROSTIER_CACHE_URL": cache}
    environment = {**os.environ, **settings, "DJANGO_SETTINGS_MODULE": "frostier.shell.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin
        assert child.stdout
        stdin, stdout = child.stdin, child.stdout

        def asked(address: str, bearer: str) -> Any:
            stdin.write(json.dumps([address, bearer]) + "\n")
            stdin.flush()
            return json.loads(stdout.readline())

        yield asked
        stdin.close()


@pytest.mark.slow
def test_two_real_processes_agree_after_a_change(house, clock, redis, bearer_of, customers):
    clock.moment = datetime.now(UTC)  # the processes have the machine's
    bearer = bearer_of()
    with ExitStack() as both:
        ask_one, ask_other = (both.enter_context(process_of_its_own(house, redis.address)) for _ in range(2))
        for customer in customers[:10]:
            assert ask_one(tier_of(customer), bearer) == ask_other(tier_of(customer), bearer)

        raised(house, customers[0])
        time.sleep(BOUND_SECONDS)
        told = [asked(tier_of(customers[0]), bearer) for asked in (ask_one, ask_other, ask_one)]

    assert [answer["override"]["by"] for answer in told] == ["li"] * 3
