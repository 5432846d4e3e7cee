"""Ledger, states, overrides and gradings on a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frostier.flows.ports import Grading, LedgerEntry, Override
from frostier.kernel.errors import NotFound
from frostier.shell.grading.commands import DjangoGradingStore
from frostier.shell.grading.queries import STATES

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 30)


@pytest.fixture
def store(home, clock) -> DjangoGradingStore:
    return DjangoGradingStore(clock)


def grading(as_of: date = NOVEMBER) -> Grading:
    return Grading(
        id=0,
        run_id=7,
        as_of=as_of,
        scheme_id="rules",
        scheme_version=1,
        cuts={"spend_30d": "12.50"},
        snapshot=f"grading-{as_of}",
        counts={"customers": 1},
        recorded_at=datetime(2026, 11, 30, tzinfo=UTC),
    )


def entry(customer: str, kind: str, to: str | None, as_of: date = NOVEMBER, **rest) -> LedgerEntry:
    return LedgerEntry(
        customer_id=customer,
        as_of=as_of,
        kind=kind,
        from_value=rest.get("was"),
        to_value=to,
        cause="rule",
        scheme_id="rules",
        scheme_version=1,
        inputs=rest.get("inputs", {}),
        by="system",
        run_id=7,
    )


def state(customer: str, tier: str | None = "gold", since: date | None = NOVEMBER, **rest) -> dict[str, object]:
    empty = {"stage": "active", "stage_since": since, "pending_tier": None, "pending_since": None}
    return {"customer_id": customer, "tier": tier, "tier_since": since, **empty, **rest}


def states(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=STATES)


def test_a_recorded_grading_is_the_latest_and_carries_its_number(store):
    recorded = store.record(grading(), [], states())

    assert recorded.id > 0
    assert store.latest() == recorded
    assert store.list() == [recorded]


def test_the_grading_that_held_on_a_past_day_is_found(store):
    october = store.record(grading(OCTOBER), [], states())
    store.record(grading(NOVEMBER), [], states())

    assert store.latest(on_or_before=date(2026, 11, 29)) == october
    assert store.latest(on_or_before=date(2026, 10, 30)) is None


def test_the_history_of_a_customer_is_told_in_order_with_its_inputs(store):
    store.record(grading(OCTOBER), [entry("C1", "tier", "silver", OCTOBER)], states())
    store.record(grading(), [entry("C1", "tier", "gold", inputs={"spend_30d": "3000.01", "牛油": 2})], states())

    first, second = store.history("C1")

    assert (first.to_value, second.to_value) == ("silver", "gold")
    assert second.inputs == {"spend_30d": "3000.01", "牛油": 2}
    assert second.recorded_at is not None


def test_entries_may_come_as_columns(store):
    told = entry("C1", "tier", "gold", inputs={"spend_30d": "1.00"})
    row = {n: getattr(told, n) for n in ("customer_id", "as_of", "kind", "from_value", "to_value", "cause")}
    row |= {"scheme_id": "rules", "scheme_version": 1, "inputs": '{"spend_30d":"1.00"}', "by": "system", "run_id": 7}

    store.record(grading(), pa.Table.from_pylist([row]), states())

    (kept,) = store.history("C1")
    assert replace(kept, id=None, recorded_at=None) == told


def test_present_states_replace_the_former_ones(store):
    store.record(grading(OCTOBER), [], states(state("C1"), state("C2", "silver")))
    now = states(state("C1", "platinum", pending_tier="gold", pending_since=NOVEMBER), state("C3", None, None))

    store.record(grading(), [], now)

    assert store.states_as_of(None) == now


def test_states_of_a_house_without_gradings_are_an_empty_table_with_columns(store):
    assert store.states_as_of(None).schema == STATES
    assert store.states_as_of(NOVEMBER).num_rows == 0


def test_the_state_of_a_past_day_comes_from_the_ledger_alone(store):
    store.record(
        grading(OCTOBER),
        [
            entry("C1", "tier", "gold", OCTOBER),
            entry("C1", "stage", "active", OCTOBER),
            entry("C1", "grace_started", "silver", OCTOBER),
        ],
        states(),
    )
    store.record(grading(), [entry("C1", "grace_ended", None), entry("C1", "tier", "silver")], states())

    assert store.states_as_of(date(2026, 10, 30)).num_rows == 0
    (october,) = store.states_as_of(date(2026, 11, 29)).to_pylist()
    assert october == state("C1", "gold", OCTOBER, pending_tier="silver", pending_since=OCTOBER)
    (november,) = store.states_as_of(NOVEMBER).to_pylist()
    assert (november["tier"], november["tier_since"], november["pending_tier"]) == ("silver", NOVEMBER, None)


def test_a_grace_that_starts_anew_in_a_grading_outlives_the_one_that_ends_there(store):
    entries = [entry("C1", "grace_started", "regular"), entry("C1", "grace_ended", None), entry("C1", "tier", "gold")]

    store.record(grading(), entries, states())

    (now,) = store.states_as_of(NOVEMBER).to_pylist()
    assert now["pending_tier"] == "regular"


def test_a_grading_that_fails_half_way_leaves_nothing(store):
    def broken():
        yield entry("C1", "tier", "gold")
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        store.record(grading(), broken(), states(state("C1")))

    assert store.list() == []
    assert store.history("C1") == []
    assert store.states_as_of(None).num_rows == 0


@pytest.mark.parametrize("table", ["ledger", "grading", "publication", "run_log", "scheme_version", "run"])
def test_the_database_refuses_to_forget(store, table):
    catalogue = {"sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"}
    anywhere_else = "SELECT trigger_name FROM information_schema.triggers WHERE event_object_table = %s"
    with connection.cursor() as cursor:
        cursor.execute(catalogue.get(connection.vendor, anywhere_else), [table])
        guards = {name for (name,) in cursor.fetchall()}

    assert {f"{table}_no_update", f"{table}_no_delete"} <= guards


@pytest.mark.parametrize("statement", ["UPDATE ledger SET to_value = 'platinum'", "DELETE FROM ledger"])
def test_a_ledger_entry_can_neither_be_changed_nor_deleted(store, statement):
    store.record(grading(), [entry("C1", "tier", "gold")], states())

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert [e.to_value for e in store.history("C1")] == ["gold"]


def override(tier: str, starts: date, ends: date) -> Override:
    return Override("C1", tier, "opening of the new shop", "li", starts, ends)


def test_the_override_that_was_set_last_holds_until_its_end(store):
    store.set_override(override("gold", date(2026, 11, 1), date(2026, 12, 1)))
    store.set_override(override("platinum", date(2026, 11, 10), date(2026, 11, 20)))

    assert [o.tier for o in store.overrides(date(2026, 11, 9))] == ["gold"]
    assert [o.tier for o in store.overrides(date(2026, 11, 19))] == ["platinum"]
    assert [o.tier for o in store.overrides(date(2026, 11, 20))] == ["gold"]
    assert store.overrides(date(2026, 12, 1)) == []


def test_an_override_can_be_ended_early(store):
    store.set_override(override("gold", date(2026, 11, 1), date(2026, 12, 1)))

    store.end_override("C1", on=date(2026, 11, 5), by="wang")

    assert store.overrides(date(2026, 11, 4))
    assert store.overrides(date(2026, 11, 5)) == []
    with pytest.raises(NotFound):
        store.end_override("C1", on=date(2026, 11, 6), by="wang")


TIERS = st.sampled_from(["platinum", "gold", "silver", "regular"])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(["C1", "C2", "C3"]), TIERS, min_size=1), min_size=1, max_size=5))
def test_the_ledger_folded_to_any_day_gives_what_was_recorded_that_day(store, gradings):
    with transaction.atomic():
        expected, held = [], {}
        start = 1 + store.states_as_of(None).num_rows  # the examples share one database; each has its own customers
        prefix = f"{len(store.list())}-{start}-"
        for month, moves in enumerate(gradings, start=1):
            day = date(2026, month, 28)
            held = held | {c: (tier, day) for c, tier in moves.items() if held.get(c, (None,))[0] != tier}
            changed = [c for c, (_, since) in held.items() if since == day]
            entries = [entry(prefix + c, "tier", held[c][0], day) for c in changed]
            rows = [state(prefix + c, *held[c], stage=None, stage_since=None) for c in sorted(held)]
            store.record(grading(day), entries, states(*rows))
            expected.append((day, rows))

        for day, rows in expected:
            folded = [r for r in store.states_as_of(day).to_pylist() if r["customer_id"].startswith(prefix)]
            assert folded == rows
        transaction.set_rollback(True)
