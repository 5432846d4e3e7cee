"""What is usual for customers of a type."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

import pytest
from tests.shell.crm.conftest import Rows

from frostier.flows.peers import HABITS, NUMERIC, peers_by_type, similar_customers, spread
from frostier.flows.ports import LIVE
from frostier.flows.scope import EVERYTHING
from frostier.shell.accounts.access import Viewer
from frostier.shell.crm.reading import Reading


def plainly(profile: Rows, most: int) -> dict[str, dict[str, list[float]]]:
    """Type → figure → the values of those who stand for the type, one customer after the other."""
    found: dict[str, dict[str, list[float]]] = {}
    for kind in {row["customer_type"] for row in profile if row["customer_type"]}:
        same = [row for row in profile if row["customer_type"] == kind]
        step = -(-len(same) // most)
        few = [row for row in same if row["customer_key"] % step == 0]
        if few:
            found[kind] = {f.id: sorted(float(row[f.id]) for row in few if row[f.id] is not None) for f in NUMERIC}
    return found


@pytest.mark.parametrize("most", [3, 10, 2_000])
def test_of_every_type_some_customers_stand_for_all(reader_of, profile, most):
    expected = plainly(profile, most)

    found = peers_by_type(reader_of(), most)

    assert found.keys() == expected.keys()
    for kind, values in expected.items():
        assert {figure: list(of_it) for figure, of_it in found[kind].values.items()} == values


def test_the_middle_of_a_figure_is_between_the_two_middle_values(reader_of, profile):
    found = peers_by_type(reader_of())

    for kind, values in plainly(profile, 2_000).items():
        assert found[kind].median("spend_365d") == pytest.approx(median(values["spend_365d"]))


def test_what_is_usual_does_not_move_with_every_event(company):
    newest = company.gradings.latest()
    followed = replace(newest, snapshot=f"{newest.snapshot}{LIVE}7")
    viewer = Viewer("li", "operator", frozenset(), EVERYTHING)

    look = Reading(company, viewer, "en", followed, followed).as_graded

    assert (look.grading, look.newest) == (newest, newest)


def test_a_day_of_the_past_is_looked_at_beside_the_present_as_before(company):
    past = company.gradings.latest()
    present = replace(past, snapshot=f"{past.snapshot}{LIVE}7")
    viewer = Viewer("li", "operator", frozenset(), EVERYTHING)

    look = Reading(company, viewer, "en", past, present)

    assert look.as_graded is look


def test_a_habit_that_the_customer_has_not_is_not_compared(reader_of, profile):
    some = [row for row in profile if row["customer_type"] and any(row[h] is None for h in HABITS)]
    peers = peers_by_type(reader_of())
    assert some

    for me in some[:6]:
        compared = [h for h in HABITS if me[h] is not None]
        told = similar_customers(reader_of(), me, peers[me["customer_type"]], ("tier",))
        assert [alike.row["customer_id"] for alike in told] == _nearest_plainly(me, compared, profile, peers)


def _nearest_plainly(me, compared, profile, peers):
    widths = {h: spread(peers[me["customer_type"]].values.get(h, ())) for h in compared}

    def distance(row):
        far = [4.0 if row[h] is None else min(4.0, abs(float(row[h]) - float(me[h])) / widths[h]) for h in compared]
        return (sum(f * f for f in far) / len(far)) ** 0.5

    others = [row for row in profile if row["customer_type"] == me["customer_type"] and row is not me]
    nearest = sorted((distance(row), row["customer_id"]) for row in others)[:10]
    return [id for _, id in nearest] if compared else []
