"""What live evaluations add to the ledger, and that the ledger folds to the states they left."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from django.db import transaction

from frostier.flows.ports import Grading, LedgerEntry
from frostier.shell.grading.commands import DjangoGradingStore
from frostier.shell.grading.queries import STATES

BEFORE, TODAY = date(2026, 11, 1), date(2026, 11, 20)


@pytest.fixture
def store(home, clock) -> DjangoGradingStore:
    return DjangoGradingStore(clock)


@pytest.fixture
def grading(store: DjangoGradingStore, clock) -> Grading:
    """One customer, silver since long, in grace for regular; another, gold."""
    first = Grading(0, 1, BEFORE, "house", 1, {}, "grading-1", {}, clock.now())
    entries = [
        entry("A", "tier", "silver"), entry("A", "stage", "active"), entry("A", "grace_started", "regular"),
        entry("B", "tier", "gold"), entry("B", "stage", "new"),
    ]  # fmt: skip
    return store.record(
        first, entries, states(state("A", "silver", pending="regular"), state("B", "gold", stage="new"))
    )


def entry(customer: str, kind: Any, to_value: str, **rest: Any) -> LedgerEntry:
    return LedgerEntry(
        customer, rest.pop("as_of", BEFORE), kind, None, to_value, "x", "house", 1, {}, "frostier", 0, **rest
    )


def live(customer: str, kind: Any, to_value: str, revision: int, since: date | None = TODAY) -> LedgerEntry:
    return entry(customer, kind, to_value, as_of=TODAY, revision=revision, since=since)


def state(
    customer: str, tier: str, since: date = BEFORE, *, stage: str = "active", pending: str | None = None
) -> dict[str, Any]:
    return {
        "customer_id": customer, "tier": tier, "tier_since": since, "stage": stage, "stage_since": BEFORE,
        "pending_tier": pending, "pending_since": BEFORE if pending else None,
    }  # fmt: skip


def states(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=STATES)


def test_a_live_change_moves_the_states_of_its_customers_only(store: DjangoGradingStore, grading: Grading) -> None:
    gold = state("A", "gold", TODAY)

    store.record_live(grading, [live("A", "tier", "gold", 1), live("A", "grace_ended", "gold", 1, None)], states(gold))

    assert store.states_as_of(None).to_pylist() == [gold, state("B", "gold", stage="new")]
    assert store.states_as_of(TODAY) == store.states_as_of(None)
    assert store.states_of(["A", "Z"]).to_pylist() == [gold]


def test_what_the_same_day_took_back_folds_to_what_was_there_with_its_days(
    store: DjangoGradingStore, grading: Grading
) -> None:
    before = store.states_as_of(None)
    store.record_live(
        grading,
        [live("A", "tier", "gold", 1), live("A", "grace_ended", "gold", 1, None)],
        states(state("A", "gold", TODAY)),
    )

    again = [live("A", "tier", "silver", 2, BEFORE), live("A", "grace_started", "regular", 2, BEFORE)]
    store.record_live(grading, again, before.slice(0, 1))

    assert store.states_as_of(TODAY) == store.states_as_of(None) == before


def test_decisions_of_a_day_start_from_the_evening_before(store: DjangoGradingStore, grading: Grading) -> None:
    evening = store.states_as_of(None)
    store.record_live(grading, [live("A", "tier", "gold", 1)], states(state("A", "gold", TODAY)))

    assert store.settled_states(grading, TODAY) == evening
    assert store.settled_states(grading, TODAY, ["A"]).to_pylist() == evening.slice(0, 1).to_pylist()
    assert store.settled_states(grading, date(2026, 11, 21), ["A"])["tier"].to_pylist() == ["gold"]
    assert store.states_after(grading) == evening


def test_a_customer_that_is_no_more_has_no_state(store: DjangoGradingStore, grading: Grading) -> None:
    store.record_live(grading, [], states(), gone=["B"])

    assert store.states_as_of(None)["customer_id"].to_pylist() == ["A"]


def test_nothing_is_recorded_where_the_transaction_around_it_fails(store: DjangoGradingStore, grading: Grading) -> None:
    before = store.states_as_of(None)

    def fail_after_recording() -> None:
        with transaction.atomic():
            store.record_live(grading, [live("A", "tier", "gold", 1)], states(state("A", "gold", TODAY)))
            raise RuntimeError("the power is cut")

    with pytest.raises(RuntimeError):
        fail_after_recording()

    assert store.states_as_of(None) == store.states_as_of(TODAY) == before
