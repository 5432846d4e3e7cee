"""Who follows the changes of tier answers misses none."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from django.db import transaction
from tests.shell.grading.test_grading_store import grading

from frostier.flows.ports import Override
from frostier.shell.grading.changes import EVERYBODY, MOST_KEPT, Changes, changes_since, note_change
from frostier.shell.grading.commands import DjangoGradingStore
from frostier.shell.grading.models import TierChange
from frostier.shell.grading.queries import STATES

TODAY, CHRISTMAS = date(2026, 11, 20), date(2026, 12, 25)


@pytest.fixture
def store(home, clock) -> DjangoGradingStore:
    return DjangoGradingStore(clock)


def test_who_knows_nothing_takes_every_answer_for_changed(home):
    assert changes_since(-1).customers is EVERYBODY


def test_who_knows_the_newest_number_is_told_of_no_change(home):
    note_change(["C1"])
    newest = changes_since(-1).no

    assert changes_since(newest) == Changes(newest, frozenset())


def test_the_customers_noted_since_are_told(home):
    known = changes_since(-1).no

    note_change(["C1", "C2"])
    note_change(["C2", "C3"])

    told = changes_since(known)
    assert told.customers == {"C1", "C2", "C3"}
    assert told.no == known + 4


def test_one_change_of_everybody_outweighs_changes_of_some(home):
    known = changes_since(-1).no

    note_change(["C1"])
    note_change(EVERYBODY)

    assert changes_since(known).customers is EVERYBODY


def test_what_is_rolled_back_was_not_noted(home):
    known = changes_since(-1).no

    with transaction.atomic():
        note_change(["C1"])
        transaction.set_rollback(True)

    assert changes_since(known).customers == frozenset()


def test_who_is_too_far_behind_takes_every_answer_for_changed(home):
    known = changes_since(-1).no

    note_change(["first"])
    note_change(f"C{n}" for n in range(MOST_KEPT))

    assert changes_since(known).customers is EVERYBODY
    assert len(changes_since(known + 1).customers) == MOST_KEPT
    assert TierChange.objects.count() == MOST_KEPT


def test_a_number_from_a_store_that_was_since_put_back_stands_for_nothing(home):
    note_change(["C1"])

    assert changes_since(1_000).customers is EVERYBODY


def test_a_grading_changes_everybody(store):
    known = changes_since(-1).no

    store.record(grading(), [], pa.table({name: [] for name in STATES.names}, schema=STATES))

    assert changes_since(known).customers is EVERYBODY


def test_an_override_changes_its_customer_when_set_and_when_ended(store):
    known = changes_since(-1).no

    store.set_override(Override("C1", "gold", "重点培养", "li", TODAY, CHRISTMAS))
    when_set = changes_since(known)
    store.end_override("C1", on=TODAY, by="li")

    assert when_set.customers == {"C1"}
    assert changes_since(when_set.no).customers == {"C1"}
