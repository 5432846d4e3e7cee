"""Whoever asks for a tier meanwhile gets what the ledger says of one grading or live revision, never a mixture."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import cycle, islice
from typing import Any

import pytest
from django.db import connection
from tests.shell.live.conftest import placed
from tests.shell.small_company import GRADED_DAYS

from frostier.flows.grading import grade, roll
from frostier.flows.scope import EVERYTHING
from frostier.shell.accounts.access import Viewer
from frostier.shell.crm import queries_tier
from frostier.shell.crm.reading import Reading, latest_grading, of_one_grading
from frostier.shell.grading.queries import present_states
from frostier.shell.live.accepting import accept
from frostier.shell.live.loop import LiveLoop
from frostier.shell.wiring import House

pytestmark = pytest.mark.slow

ANSWERS = 10_000
SCHEMES = ("bands", "house")
AT_ONCE = 30
PAUSE_SECONDS = 0.01
"""Between two questions: who asks without a pause keeps the recording thread of the same process from its work."""

TODAY = date(2026, 11, 20)
ANYBODY = Viewer("test", "admin", frozenset(), EVERYTHING, "en")


class Recording(threading.Thread):
    """Publishes schemes, grades, rolls and evaluates events; keeps what the ledger says after each of these."""

    def __init__(self, house: House) -> None:
        super().__init__(name="recording")
        self._house = house
        self.ledger: dict[datetime, dict[str, Any]] = {}
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            for number, scheme in enumerate(SCHEMES):
                self._house.schemes.publish(scheme, 1, by="test", note="")
                self._perform(grade)
                self._evaluate(number)
            self._perform(roll)
        except Exception as error:
            self.error = error
        finally:
            self._house.close()
            connection.close()

    def keep_the_ledger(self) -> None:
        """Note what the ledger says now, by the moment that answers name."""
        newest = latest_grading(self._house)
        assert newest is not None
        states = self._house.gradings.states_as_of(TODAY).to_pylist()
        self.ledger[newest.recorded_at] = {state["customer_id"]: state for state in states}

    def _perform(self, flow: Callable[..., Any]) -> None:
        with self._house.run("grade", {}) as run:
            flow(run, self._house.parts, as_of=TODAY, by="test")
        self.keep_the_ledger()

    def _evaluate(self, number: int) -> None:
        lines = [{"sku_code": "S1", "quantity": 900, "unit_price": "100"}]
        some = present_states()["customer_id"].to_pylist()[number :: len(SCHEMES)]
        orders = [
            placed(f"{number}-{n}", customer_code=c, occurred_at="2026-11-20T01:00:00Z", lines=lines)
            for n, c in enumerate(some)
        ]
        accept(orders, by="test", zone=self._house.settings.zone, now=self._house.clock.now())
        loop = LiveLoop(self._house)
        assert loop.step() is not None
        loop.leave()
        self.keep_the_ledger()


@contextmanager
def recording(house: House) -> Iterator[Recording]:
    at_work = Recording(House(house.home, house.settings, house.clock))
    at_work.keep_the_ledger()
    at_work.start()
    try:
        yield at_work
    finally:
        at_work.join()
    if at_work.error is not None:
        raise at_work.error


def stated(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer in the words of the ledger."""
    pending = answer["pending"]
    return {
        "customer_id": answer["customer_id"],
        "tier": answer["tier"]["id"],
        "tier_since": answer["since"],
        "stage": answer["stage"]["id"],
        "stage_since": answer["stage_since"],
        "pending_tier": pending and pending["tier"]["id"],
        "pending_since": pending and pending["since"],
    }


def test_ten_thousand_answers_during_regrades_equal_the_ledger(graded_house):
    assert GRADED_DAYS[-1] < TODAY
    ids = cycle(present_states()["customer_id"].to_pylist())

    answers: list[dict[str, Any]] = []
    with recording(graded_house) as at_work:
        while at_work.is_alive():
            answers.append(answer_about(next(ids), graded_house))
            answers += answers_about(list(islice(ids, AT_ONCE)), graded_house)
            time.sleep(PAUSE_SECONDS)

    assert len(answers) > ANSWERS
    assert {a["graded_at"] for a in answers} == set(at_work.ledger)
    assert len(at_work.ledger) == 1 + 2 * len(SCHEMES) + 1
    wrong = [a for a in answers if at_work.ledger[a["graded_at"]][a["customer_id"]] != stated(a)]
    assert wrong[:3] == []


def answer_about(customer: str, house: House) -> dict[str, Any]:
    """What the endpoint for one customer would answer now."""
    return of_one_grading(lambda: look(house), lambda read: queries_tier.tier(read, customer))


def answers_about(customers: list[str], house: House) -> list[dict[str, Any]]:
    """What the endpoint for many customers would answer now."""
    found = of_one_grading(lambda: look(house), lambda read: queries_tier.tiers(read, customers))
    assert found["unknown"] == []
    items: list[dict[str, Any]] = found["items"]
    return items


def look(house: House) -> Reading:
    newest = latest_grading(house)
    return Reading(house, ANYBODY, "en", newest, newest)
