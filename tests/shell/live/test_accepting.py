"""Events are kept once and numbered without gaps, whoever sends them at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from tests.shell.live.conftest import placed

from frostier.shell.live.accepting import Accepted, accept
from frostier.shell.live.models import InboxEvent, InboxHead
from frostier.shell.wiring import House

SENDERS = 6


def kept(house: House, *events: Any, **more: Any) -> Accepted:
    return accept(list(events), by="test", zone=house.settings.zone, now=house.clock.now(), **more)


def in_a_thread(house: House, *events: Any) -> Accepted:
    try:
        return kept(house, *events)
    finally:
        connection.close()


def test_senders_at_the_same_time_keep_every_event_once(served: House, django_db_blocker: Any) -> None:
    requests = [[placed(f"own-{sender}-{n}") for n in range(5)] + [placed("shared")] for sender in range(SENDERS)]

    with django_db_blocker.unblock(), ThreadPoolExecutor(SENDERS) as pool:
        answers = list(pool.map(lambda events: in_a_thread(served, *events), requests))

    assert sum(answer.accepted for answer in answers) == 5 * SENDERS + 1
    assert sum(answer.duplicates for answer in answers) == SENDERS - 1
    assert sorted(InboxEvent.objects.values_list("id", flat=True)) == list(range(1, 5 * SENDERS + 2))
    assert InboxHead.objects.get().last == 5 * SENDERS + 1
    assert max(answer.position for answer in answers) == 5 * SENDERS + 1


def test_one_sender_contradicting_another_is_told_so(served: House, django_db_blocker: Any) -> None:
    requests = [[placed("shared", customer_code=f"C{sender}")] for sender in range(SENDERS)]

    with django_db_blocker.unblock(), ThreadPoolExecutor(SENDERS) as pool:
        answers = list(pool.map(lambda events: in_a_thread(served, *events), requests))

    assert sum(answer.accepted for answer in answers) == 1
    assert [one.refusal.code for answer in answers for one in answer.rejected] == ["conflicting_duplicate"] * 5


def test_what_is_to_be_done_with_the_events_is_done_with_them_or_not_at_all(served: House) -> None:
    def fails(done: Accepted) -> None:
        assert InboxEvent.objects.count() == done.accepted == 1
        raise OperationalError("the disk is full")

    with pytest.raises(OperationalError):
        kept(served, placed("1"), also=fails)

    assert not InboxEvent.objects.exists()


def test_whoever_has_a_transaction_keeps_events_in_it(served: House) -> None:
    with transaction.atomic():
        kept(served, placed("1"))
        transaction.set_rollback(True)

    assert not InboxEvent.objects.exists()
    assert kept(served, placed("1")).position == 1
