"""However events come in, in whatever portions and after however many restarts: the state is that of a full run.

The full run imports nothing and evaluates everybody once, over the facts of the same events sent in the right order,
with the scheme, the cut points and the states that the live loop started from.

``FROSTIER_LIVE_HISTORIES`` says how many histories are tried (3 unless told).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.agreement.histories import Arrival, Event, Names, arrivals, histories, in_order
from tests.agreement.live_and_full import full_state, live_state, touched
from tests.shell.conftest import FixedClock
from tests.shell.small_company import graded_company

from frostier.shell.company import read_settings
from frostier.shell.connection import use_home
from frostier.shell.home import Home
from frostier.shell.live.accepting import accept
from frostier.shell.live.loop import LiveLoop
from frostier.shell.wiring import House

pytestmark = pytest.mark.slow

HISTORIES = int(os.environ.get("FROSTIER_LIVE_HISTORIES", "3"))

State = dict[str, Any]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    with django_db_blocker.unblock():
        return graded_company(tmp_path_factory)


@pytest.fixture(scope="module")
def names(company: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Names:
    """Customers of every tier, and articles."""
    with django_db_blocker.unblock():
        house = opened(company, tmp_path_factory)
        states = house.gradings.states_as_of(None).to_pylist()
        of_every_tier = sorted({s["tier"]: s["customer_id"] for s in states}.values())
        skus = house.warehouse.connection.execute("SELECT sku_code FROM dim_sku ORDER BY 1 LIMIT 6").fetchall()
        house.close()
    return Names([*of_every_tier, *(s["customer_id"] for s in states[:6])], [sku for (sku,) in skus])


def opened(company: Path, factory: pytest.TempPathFactory) -> House:
    """A copy of the company on the morning after its last grading."""
    home = Home(factory.mktemp("history") / "home")
    shutil.copytree(company, home.root)
    use_home(home)
    return House(home, read_settings(home.settings_file), FixedClock())


def left(house: House) -> None:
    """Close a copy and remove it."""
    house.close()
    shutil.rmtree(house.home.root)


def sent(house: House, events: Sequence[Event]) -> None:
    accepted = accept(list(events), by="test", zone=house.settings.zone, now=house.clock.now())
    assert [str(one.refusal.reason) for one in accepted.rejected] == []


@settings(
    max_examples=HISTORIES,
    deadline=None,
    derandomize=HISTORIES <= 3,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_any_arrival_of_a_history_ends_in_the_state_of_a_full_run(
    data: st.DataObject, names: Names, company: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> None:
    history = data.draw(histories(names), "history")
    arrival = data.draw(arrivals(history), "arrival")

    with django_db_blocker.unblock():
        lived, whom = state_after(opened(company, tmp_path_factory), arrival)
        full = state_of_a_full_run(opened(company, tmp_path_factory), history, whom)

    assert lived["states"] == full["states"]
    assert lived["profile"].keys() == full["profile"].keys()
    for customer, row in lived["profile"].items():
        assert row == full["profile"][customer], customer


def state_after(house: House, arrival: Arrival) -> tuple[State, set[str]]:
    """What live evaluation leaves after an arrival, and whom it has evaluated."""
    loop = LiveLoop(house)
    for events, portion in arrival.portioned():
        sent(house, events)
        loop.most = portion.most
        for _ in range(portion.batches):
            loop.step()
        if portion.restart:
            loop.leave()  # the worker ends; another one comes
            house.close()
            house = House(house.home, house.settings, house.clock)
            loop = LiveLoop(house)
    while loop.step() is not None:
        pass
    loop.leave()
    lived, whom = live_state(house), touched(house)
    left(house)
    return lived, whom


def state_of_a_full_run(house: House, history: Sequence[Event], whom: set[str]) -> State:
    """What one evaluation of everybody gives where the events came as they should."""
    sent(house, in_order(history))
    once = LiveLoop(house)
    once.step()
    once.leave()
    full = full_state(house, whom)
    left(house)
    return full
