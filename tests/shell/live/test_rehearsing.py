"""An idle worker prepares the evaluation of the next event, so that the event need not wait for that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from tests.shell.live.conftest import placed

from frostier.engines.duckdb import running
from frostier.engines.duckdb.scratch import ScratchWorkspace
from frostier.flows.live import FEW
from frostier.shell.live.accepting import accept
from frostier.shell.live.loop import LiveLoop
from frostier.shell.live.rehearsing import LOOK_SECONDS, Rehearsing
from frostier.shell.wiring import House

pytestmark = pytest.mark.slow


@pytest.fixture
def loop(graded_house: House) -> Iterator[LiveLoop]:
    loop = LiveLoop(graded_house)
    yield loop
    loop.leave()


def orders_of(house: House, customers: int) -> None:
    some = house.gradings.states_as_of(None)["customer_id"].to_pylist()[:customers]
    events = [placed(f"e{n}", customer_code=customer) for n, customer in enumerate(some)]
    done = accept(events, by="test", zone=house.settings.zone, now=house.clock.now())
    assert done.accepted + done.duplicates == customers


def order_of_somebody(house: House) -> None:
    orders_of(house, 1)


def rehearsed(rehearsing: Rehearsing) -> int:
    """Prepare to the end; how many steps that took."""
    steps = 1
    while rehearsing.look():
        steps += 1
    return steps


@pytest.mark.parametrize("customers", [1, FEW + 10])
def test_what_was_prepared_while_idle_is_not_compiled_again_for_the_first_events(
    graded_house: House, loop: LiveLoop, customers: int
) -> None:
    assert rehearsed(loop._rehearsing) > 2
    prepared = running._remembered.cache_info().misses
    orders_of(graded_house, customers)

    step = loop.step()

    assert step is not None
    assert step.customers == customers
    assert running._remembered.cache_info().misses == prepared


def test_every_table_is_made_before_anything_is_planned_so_that_it_is_planned_once(
    graded_house: House, loop: LiveLoop
) -> None:
    order_of_somebody(graded_house)
    loop.step()
    assert loop._flow is not None
    workspace = loop._flow.parts.workspace
    assert isinstance(workspace, ScratchWorkspace)
    made = workspace.tables_made

    orders_of(graded_house, FEW + 10)
    loop.step()

    assert workspace.tables_made == made


def test_preparing_needs_neither_the_home_nor_anybody_to_evaluate(graded_house: House) -> None:
    lock = graded_house.take_home()
    assert lock is not None
    other = House(graded_house.home, graded_house.settings, graded_house.clock)
    rehearsing = Rehearsing(other)

    rehearsed(rehearsing)

    assert rehearsing.evaluation is not None
    assert rehearsing.evaluation.grading == graded_house.gradings.latest()
    graded_house.leave_home(lock)


def test_an_event_in_the_middle_of_preparing_is_evaluated_next(graded_house: House, loop: LiveLoop) -> None:
    assert loop.look() is False
    begun = loop._rehearsing.evaluation
    order_of_somebody(graded_house)

    assert loop.look() is True

    assert loop._flow is not None
    assert loop._flow.evaluation is begun


def test_it_is_prepared_once_for_a_grading_and_a_day(graded_house: House, clock: Any) -> None:
    seconds = count(step=LOOK_SECONDS)
    rehearsing = Rehearsing(graded_house, now=lambda: float(next(seconds)))
    rehearsed(rehearsing)
    first = rehearsing.evaluation

    assert not rehearsing.look()
    clock.moment += timedelta(days=1)
    assert rehearsing.look()
    assert rehearsing.evaluation is not first
    rehearsing.cut_short()


def test_before_the_first_grading_there_is_nothing_to_prepare(served: House) -> None:
    assert Rehearsing(served).look() is False
