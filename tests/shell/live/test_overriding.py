"""A tier that a supervisor sets holds within seconds, until its end and no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from frostier.shell.live.loop import LiveLoop
from frostier.shell.runs.queue import claim_next
from frostier.shell.runs.running import LiveRun
from frostier.shell.runs.worker import perform
from frostier.shell.schedules.commands import ask_for_due
from frostier.shell.schedules.models import Schedule
from frostier.shell.wiring import House


def test_a_tier_set_by_hand_holds_at_once_and_ends_on_its_day(
    graded_house: House, client_as: Callable[..., Any], clock: Any
) -> None:
    supervisor, today = client_as("supervisor"), clock.today()
    customer = next(s for s in graded_house.gradings.states_as_of(None).to_pylist() if s["tier"] == "regular")
    name = customer["customer_id"]
    wish = {"customer_ids": [name], "tier": "platinum", "reason": "战略客户，先试一周"}

    set_now = supervisor.post("/api/v1/overrides", {**wish, "ends_on": str(today + timedelta(days=2))})
    evaluated(graded_house)

    assert set_now.status_code == 201, set_now.content
    assert tier_of(supervisor, name) == "platinum"
    rolled_by_schedule(graded_house, clock, after=timedelta(days=1))
    assert tier_of(supervisor, name) == "platinum"
    rolled_by_schedule(graded_house, clock, after=timedelta(days=1))
    assert tier_of(supervisor, name) == "regular"
    told = [(e.to_value, e.cause) for e in graded_house.gradings.history(name) if e.kind == "tier"]
    assert told[-2:] == [("platinum", "override"), ("regular", "override_ended")]


def evaluated(house: House) -> None:
    """Let the live loop take on what waits."""
    loop = LiveLoop(house)
    assert loop.step() is not None
    loop.leave()


def rolled_by_schedule(house: House, clock: Any, *, after: timedelta) -> None:
    """Let time pass, and the worker do what is due then."""
    Schedule.objects.exclude(kind="roll").update(enabled=False)
    clock.moment += after
    Schedule.objects.filter(kind="roll").update(next_at=clock.now(), enabled=True)
    [_] = ask_for_due(house, clock.now())
    row = claim_next("writer", clock.now())
    assert row is not None
    perform(house, row, LiveRun(row.pk, clock, row.kind), alone=True)


def tier_of(client: Any, customer: str) -> str:
    return str(client.get(f"/api/v1/customers/{customer}/tier").json()["tier"]["id"])
