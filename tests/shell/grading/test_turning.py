"""What a new day brings about happens at midnight: no event, no roll and no worker that was up are needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.shell.small_company import GRADED_DAYS

from frostier.flows.grading import grade, roll
from frostier.flows.ports import Override
from frostier.shell.grading.models import LedgerEntry, TierState
from frostier.shell.grading.turning import turn_the_day
from frostier.shell.live.loop import LiveLoop
from frostier.shell.live.models import InboxEvent
from frostier.shell.live.waking import wake
from frostier.shell.wiring import House
from frostier.tiers.scheme import Scheme

LAST = GRADED_DAYS[-1]
ENDS = LAST + timedelta(days=4)


@pytest.fixture
def loop(graded_house: House) -> Iterator[LiveLoop]:
    loop = LiveLoop(graded_house)
    yield loop
    loop.leave()


def midnight(house: House, day: date) -> None:
    """Half a minute into a day."""
    house.clock.moment = datetime(day.year, day.month, day.day, 0, 0, 30, tzinfo=UTC)  # type: ignore[attr-defined]


def overridden(house: House, loop: LiveLoop) -> str:
    """A customer whom somebody has set to platinum until ``ENDS``."""
    customer = TierState.objects.filter(tier="regular").order_by("customer_id").first()
    assert customer is not None
    today = house.clock.today()
    house.gradings.set_override(Override(customer.customer_id, "platinum", "a strategic customer", "me", today, ENDS))
    wake([customer.customer_id], "override.set", house.clock.now())
    loop.step()
    return customer.customer_id


def tier_of(customer: str) -> str | None:
    return TierState.objects.get(pk=customer).tier


def causes(customer: str, day: date) -> list[str]:
    rows = LedgerEntry.objects.filter(customer_id=customer, kind="tier", as_of=day).order_by("id")
    return list(rows.values_list("cause", flat=True))


def rolled(house: House) -> None:
    with house.run("roll", {}) as run:
        roll(run, house.parts, as_of=house.clock.today(), by="test")


def test_an_override_ends_at_midnight_without_an_event_and_before_the_roll(graded_house: House, loop: LiveLoop) -> None:
    customer = overridden(graded_house, loop)
    midnight(graded_house, ENDS - timedelta(days=1))
    turn_the_day(graded_house)
    loop.step()
    the_day_before = tier_of(customer)
    midnight(graded_house, ENDS)

    turn_the_day(graded_house)
    loop.step()

    assert the_day_before == "platinum"
    assert tier_of(customer) != "platinum"
    assert causes(customer, ENDS) == ["override_ended"]


def test_the_roll_afterwards_finds_nothing_left_to_do_for_them(graded_house: House, loop: LiveLoop) -> None:
    customer = overridden(graded_house, loop)
    midnight(graded_house, ENDS)
    turn_the_day(graded_house)
    loop.step()
    state = TierState.objects.filter(pk=customer).values().get()
    loop.leave()

    rolled(graded_house)

    assert TierState.objects.filter(pk=customer).values().get() == state
    assert causes(customer, ENDS) == ["override_ended"]
    assert turn_the_day(graded_house) == 0


def test_after_a_downtime_of_days_what_ended_meanwhile_has_ended(graded_house: House, loop: LiveLoop) -> None:
    customer = overridden(graded_house, loop)
    midnight(graded_house, ENDS + timedelta(days=3))

    turn_the_day(graded_house)
    loop.step()

    assert tier_of(customer) != "platinum"


def test_nobody_is_evaluated_twice_for_one_day(graded_house: House, loop: LiveLoop) -> None:
    customer = overridden(graded_house, loop)
    midnight(graded_house, ENDS)

    first, again = turn_the_day(graded_house), turn_the_day(graded_house)

    assert first >= 1
    assert again == 0
    assert InboxEvent.objects.filter(type="override.ended", customer_code=customer).count() == 1


def test_an_override_that_begins_later_begins_on_its_day(graded_house: House, loop: LiveLoop) -> None:
    customer = str(TierState.objects.filter(tier="regular").order_by("customer_id")[0].customer_id)
    later = Override(customer, "gold", "opens in the new hall", "me", ENDS, ENDS + timedelta(days=30))
    graded_house.gradings.set_override(later)
    midnight(graded_house, ENDS)

    turn_the_day(graded_house)
    loop.step()

    assert tier_of(customer) == "gold"


def test_a_grace_that_is_over_ends_in_the_tier_that_the_roll_would_give(graded_house: House, loop: LiveLoop) -> None:
    customer, day = next_end_of_grace(graded_house)
    midnight(graded_house, day)

    turn_the_day(graded_house)
    woken = set(InboxEvent.objects.filter(type="grace.ended").values_list("customer_code", flat=True))
    loop.step()
    live = {row["customer_id"]: row for row in TierState.objects.filter(pk__in=woken).values()}
    loop.leave()
    rolled(graded_house)

    assert customer in woken
    assert live == {row["customer_id"]: row for row in TierState.objects.filter(pk__in=woken).values()}


def test_a_day_that_is_graded_needs_no_turning(graded_house: House, loop: LiveLoop) -> None:
    customer = overridden(graded_house, loop)
    loop.leave()
    midnight(graded_house, ENDS)
    with graded_house.run("grade", {}) as run:
        grade(run, graded_house.parts, as_of=ENDS, by="test")

    assert turn_the_day(graded_house) == 0
    assert causes(customer, ENDS) == ["override_ended"]


def test_nothing_graded_nothing_turns(served: Any) -> None:
    assert turn_the_day(served) == 0


def next_end_of_grace(house: House) -> tuple[str, date]:
    """Whose grace and hold are over first after the latest grading, and on which day."""
    latest = house.gradings.latest()
    assert latest is not None
    policy = Scheme.from_json(house.schemes.get(latest.scheme_id, latest.scheme_version).definition).policy
    grace, hold = timedelta(days=policy.demotion_grace_days), timedelta(days=policy.minimum_hold_days)
    ends = [
        (max(row.pending_since + grace, row.tier_since + hold), str(row.customer_id))
        for row in TierState.objects.filter(pending_since__isnull=False)
        if row.pending_since and row.tier_since
    ]
    day, customer = min(end for end in ends if end[0] > latest.as_of)
    return customer, day
