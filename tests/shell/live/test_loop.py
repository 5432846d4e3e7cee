"""Accepted events become results, and results follow from what was accepted alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.shell.live.conftest import placed

from frostier.shell.live.accepting import accept
from frostier.shell.live.loop import LiveLoop
from frostier.shell.live.models import LivePosition, RejectedEvent
from frostier.shell.outbox.models import Change, WebhookDelivery, WebhookEndpoint
from frostier.shell.wiring import House

Take = Callable[..., Any]


@pytest.fixture
def take(graded_house: House) -> Take:
    def take(*events: Any) -> Any:
        accepted = accept(list(events), by="test", zone=graded_house.settings.zone, now=graded_house.clock.now())
        assert not accepted.rejected
        return accepted

    return take


@pytest.fixture
def loop(graded_house: House) -> Iterator[LiveLoop]:
    loop = LiveLoop(graded_house)
    yield loop
    loop.leave()


def order(event_id: str, customer: str, **changes: Any) -> dict[str, Any]:
    """A large order of this morning."""
    lines = [{"sku_code": "S1", "quantity": 400, "unit_price": "100"}]
    return placed(event_id, customer_code=customer, occurred_at="2026-11-20T01:00:00Z", lines=lines, **changes)


def row_of(house: House, customer: str) -> dict[str, Any]:
    """What the current live results say of a customer."""
    place = LivePosition.objects.get()
    grading = house.gradings.latest()
    assert grading is not None
    profile = house.published.profile(f"{grading.snapshot}@{place.revision}")
    [row] = house.published.rows(profile.filter(profile.customer_id == customer))
    return row


def somebody(house: House, tier: str) -> str:
    return next(s["customer_id"] for s in house.gradings.states_as_of(None).to_pylist() if s["tier"] == tier)


def test_an_order_is_in_the_profile_the_ledger_and_the_feed_after_one_batch(
    graded_house: House, take: Take, loop: LiveLoop
) -> None:
    customer = somebody(graded_house, "regular")
    take(order("e1", customer))

    step = loop.step()

    assert step is not None
    assert (step.events, step.customers) == (1, 1)
    row = row_of(graded_house, customer)
    assert row["spend_30d"] >= 40_000
    assert str(row["last_order_on"]) == "2026-11-20"
    [state] = graded_house.gradings.states_of([customer]).to_pylist()
    assert state["tier"] == row["tier"]
    assert graded_house.gradings.states_as_of(row["last_order_on"]) == graded_house.gradings.states_as_of(None)
    assert Change.objects.count() > 0
    assert loop.step() is None


def test_the_tier_query_tells_the_score_of_now_and_the_graded_one_of_whoever_nothing_happened_to(
    graded_house: House, take: Take, client_as: Callable[..., Any], loop: LiveLoop
) -> None:
    admin, customer, other = client_as("admin"), somebody(graded_house, "regular"), somebody(graded_house, "gold")
    take(order("e1", customer))
    loop.step()

    scores = [admin.get(f"/api/v1/customers/{id}/tier").json()["score"] for id in (customer, other)]

    assert scores == [float(row_of(graded_house, id)["score"]) for id in (customer, other)]
    assert min(scores) > 0


def test_an_order_that_is_cancelled_the_same_day_leaves_the_customer_where_it_was(
    graded_house: House, take: Take, loop: LiveLoop
) -> None:
    customer = somebody(graded_house, "regular")
    take(order("e0", customer, order_id="O-0"), cancelled("e0c", "O-0"))
    loop.step()
    untouched = row_of(graded_house, customer)
    [before] = graded_house.gradings.states_of([customer]).to_pylist()
    take(order("e1", customer, order_id="O-1"))
    loop.step()
    take(cancelled("e2", "O-1"))

    loop.step()

    assert row_of(graded_house, customer) == untouched
    assert graded_house.gradings.states_of([customer]).to_pylist() == [before]


def test_somebody_who_was_never_heard_of_is_there_after_the_first_order(
    graded_house: House, take: Take, loop: LiveLoop
) -> None:
    take(order("e1", "NEW-1"))

    loop.step()

    row = row_of(graded_house, "NEW-1")
    assert row["is_provisional"] is True
    assert row["orders_30d"] == 1


def test_a_run_gets_the_home_as_soon_as_it_waits(graded_house: House, take: Take, loop: LiveLoop) -> None:
    take(order("e1", somebody(graded_house, "gold")))
    assert loop.look() is True

    other = House(graded_house.home, graded_house.settings, graded_house.clock)
    assert other.take_home() is None
    loop.leave()

    lock = other.take_home()
    assert lock is not None
    assert loop.look() is False
    other.leave_home(lock)


def test_what_was_loaded_but_not_evaluated_is_evaluated_by_the_next_process(
    graded_house: House, take: Take, loop: LiveLoop
) -> None:
    customer = somebody(graded_house, "regular")
    take(order("e1", customer))

    class PowerCut(Exception):
        pass

    class Store:
        def __init__(self, real: Any) -> None:
            self._real = real

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

        def commit(self, outcome: Any) -> None:
            raise PowerCut

    flow = loop._enter()
    assert flow is not None
    object.__setattr__(flow.parts, "store", Store(flow.parts.store))
    with pytest.raises(PowerCut):
        loop.step()
    assert not LivePosition.objects.filter(evaluated_up_to=1).exists()

    step = LiveLoop(graded_house).step()

    assert step is not None
    assert step.customers == 1
    assert row_of(graded_house, customer)["spend_30d"] >= 40_000


def test_a_customer_who_cannot_be_evaluated_holds_nobody_else_up(
    graded_house: House, take: Take, loop: LiveLoop
) -> None:
    good, bad = somebody(graded_house, "regular"), somebody(graded_house, "gold")
    take(order("e1", good), order("e2", bad), order("e3", "NEW-1"))
    flow = loop._enter()
    assert flow is not None
    object.__setattr__(flow.parts, "results", RefusingOne(flow.parts.results, bad))

    step = loop.step()

    assert step is not None
    assert (step.events, step.customers, step.up_to) == (3, 2, 3)
    assert row_of(graded_house, good)["spend_30d"] >= 40_000
    assert row_of(graded_house, "NEW-1")["orders_30d"] == 1
    [told] = RejectedEvent.objects.all()
    assert (told.event_id, told.code) == ("e2", "not_evaluated")
    assert "cannot be written" in told.en
    assert loop.step() is None


class RefusingOne:
    """Live results that cannot be written of one customer."""

    def __init__(self, real: Any, customer: str) -> None:
        self._real = real
        self._customer = customer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def write(self, parent: str, profile: Any, **more: Any) -> str:
        if self._customer in profile["customer_id"].to_pylist():
            raise ArithmeticError("cannot be written")
        name: str = self._real.write(parent, profile, **more)
        return name


def cancelled(event_id: str, order_id: str) -> dict[str, Any]:
    return {
        "source": "erp", "event_id": event_id, "type": "order.cancelled", "occurred_at": "2026-11-20T01:10:00Z",
        "data": {"order_id": order_id},
    }  # fmt: skip


def test_tags_that_come_and_go_are_told_to_whoever_asks_for_them_and_looked_up_for_nobody_else(
    graded_house: House, take: Take, loop: LiveLoop
) -> None:
    first, second = (s["customer_id"] for s in graded_house.gradings.states_as_of(None).to_pylist()[:2])
    take(order("1", first))
    loop.look()
    assert WebhookDelivery.objects.count() == 0

    wanted = {"url": "http://127.0.0.1:1/", "events": ["customer.tags_changed"], "scope_kind": "all"}
    WebhookEndpoint.objects.create(**wanted, created_at=graded_house.clock.now())
    before = graded_house.published.profile(graded_house.gradings.latest().snapshot)
    had = graded_house.published.rows(before.filter(before.customer_id == second))[0]
    take(order("2", second))
    loop.look()

    [message] = WebhookDelivery.objects.all()
    told, has = json.loads(message.payload)["data"], row_of(graded_house, second)
    tags = [tag.id for tag in graded_house.parts.tags if tag.id in had]
    assert told["gained"] == [tag for tag in tags if has[tag] and not had[tag]] != []
    assert told["lost"] == [tag for tag in tags if had[tag] and not has[tag]]
