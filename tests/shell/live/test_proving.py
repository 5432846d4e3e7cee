"""The nightly proof of live results: it holds over whatever came in, and names what is not as it should be."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.shell.live.conftest import placed

from frostier.engines.duckdb.revisions import GONE, REVISION, Revision, parts_of, rows_since
from frostier.flows.grading import roll
from frostier.flows.verifying import Proof
from frostier.kernel.errors import ProofFailed
from frostier.shell.live.accepting import accept
from frostier.shell.live.loop import LiveLoop
from frostier.shell.live.models import InboxEvent, LivePosition
from frostier.shell.live.proving import prove
from frostier.shell.runs.models import Run, RunLog
from frostier.shell.runs.queue import claim_next, request_run
from frostier.shell.runs.running import LiveRun
from frostier.shell.runs.worker import perform
from frostier.shell.wiring import House

Take = Callable[..., None]


@pytest.fixture
def house(graded_house: House) -> House:
    """The small company, rolled to today."""
    roll_to_today(graded_house)
    return graded_house


@pytest.fixture
def take(house: House) -> Take:
    """``take(event, …)``: accept events and evaluate them, in portions of one."""

    def take(*events: Any) -> None:
        for event in events:
            assert not accept([event], by="test", zone=house.settings.zone, now=house.clock.now()).rejected
            with closing(LiveLoopOf(house)) as loop:
                loop.look()

    return take


class LiveLoopOf:
    """A live loop that lets go of the home at the end."""

    def __init__(self, house: House) -> None:
        self._loop = LiveLoop(house)

    def look(self) -> None:
        assert self._loop.step() is not None

    def close(self) -> None:
        self._loop.leave()


def roll_to_today(house: House) -> None:
    with house.run("roll", {}) as run:
        roll(run, house.parts, as_of=house.clock.today(), by="test")


def proven(house: House) -> Proof:
    with house.run("verify", {}) as run:
        return prove(run, house)


def customers(house: House) -> list[str]:
    return house.gradings.states_as_of(None)["customer_id"].to_pylist()


def large_order(event_id: str, customer: str, **changes: Any) -> dict[str, Any]:
    lines = [{"sku_code": "S1", "quantity": 400, "unit_price": "100"}]
    return placed(event_id, customer_code=customer, occurred_at="2026-11-20T01:00:00Z", lines=lines, **changes)


def test_the_proof_holds_over_what_came_in_since_the_roll(house: House, take: Take) -> None:
    some = customers(house)
    take(large_order("e1", some[0]), placed("e2", customer_code="NEW-1"), large_order("e3", some[1]))

    proof = proven(house)

    assert proof.differences == []
    assert proof.holds
    assert proof.skipped == ()
    assert proof.compared["live_customers"] == 3
    assert proof.compared["features"] == len(some) + 1


def test_events_that_wait_are_evaluated_before_they_are_proven(house: House) -> None:
    event = large_order("e1", customers(house)[0])
    accept([event], by="test", zone=house.settings.zone, now=house.clock.now())

    proof = proven(house)

    assert proof.holds
    assert proof.compared["live_customers"] == 1
    assert LivePosition.objects.get().evaluated_up_to == InboxEvent.objects.count()


def test_without_events_the_grading_itself_is_proven(house: House) -> None:
    proof = proven(house)

    assert proof.holds
    assert proof.skipped == ()
    assert "live_customers" not in proof.compared


def test_a_value_that_is_not_what_it_should_be_is_named_with_its_customer_and_events(house: House, take: Take) -> None:
    victim, other = customers(house)[:2]
    take(large_order("e1", victim), large_order("e2", other))
    falsify(house, victim, "spend_30d", Decimal("1.00"))

    proof = proven(house)

    [difference] = [d for d in proof.differences if d.table == "features"]
    assert (difference.customer_id, difference.columns[0][0]) == (victim, "spend_30d")
    assert list(proof.events) == list(InboxEvent.objects.filter(customer_code=victim).values_list("id", flat=True))
    with pytest.raises(ProofFailed) as refused:
        proof.assert_holds()
    assert victim in refused.value.message.en
    assert f"events about it: {proof.events[0]}" in refused.value.message.en


def test_a_tier_that_the_ledger_does_not_tell_is_found(house: House, take: Take) -> None:
    victim = customers(house)[0]
    take(large_order("e1", victim))
    falsify(house, victim, "tier", "no such tier")

    proof = proven(house)

    assert {d.table for d in proof.differences} == {"tiers", "ledger"}


def test_a_failed_proof_is_a_failed_run_that_tells_every_difference(house: House, take: Take) -> None:
    victim = customers(house)[0]
    take(large_order("e1", victim))
    falsify(house, victim, "spend_30d", Decimal("1.00"))
    row = request_run("verify", {}, by="schedule", at=house.clock.now())
    claimed = claim_next("writer", house.clock.now())

    with pytest.raises(ProofFailed):
        perform(house, claimed, LiveRun(claimed.pk, house.clock, claimed.kind), alone=True)

    told = Run.objects.get(pk=row.pk)
    assert (told.state, told.error["code"]) == ("failed", "proof_failed")
    assert any(victim in line.en for line in RunLog.objects.filter(run=told))


def test_before_the_roll_of_the_day_only_facts_are_compared(graded_house: House) -> None:
    event = large_order("e1", customers(graded_house)[0])
    accept([event], by="test", zone=graded_house.settings.zone, now=graded_house.clock.now())

    proof = proven(graded_house)

    assert proof.holds
    assert [note.en for note in proof.skipped] != []


def falsify(house: House, customer: str, column: str, value: object) -> None:
    """Make current a revision in which one value of one customer is another."""
    place, grading = LivePosition.objects.get(), house.gradings.latest()
    assert grading is not None
    current = Revision(grading.snapshot, place.revision)
    parts = parts_of(house.home.published, current)["profile"]
    rows = rows_since(house.home.published, grading.snapshot, parts, 0)
    assert rows is not None
    row = rows.filter(pc.equal(rows["customer_id"], customer)).drop_columns([GONE, REVISION])
    wrong = pa.array([value], row.schema.field(column).type)
    false = row.set_column(row.schema.get_field_index(column), row.schema.field(column), wrong)
    written = Revision.called(house.analytics.live.write(current.name, false))
    assert written is not None
    LivePosition.objects.update(revision=written.number)
