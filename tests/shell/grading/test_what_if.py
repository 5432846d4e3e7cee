"""A draft tried on the small company: figures agree with each other, with a plain count, and with the scope."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.fakes import FakeRun

from frostier.flows.schemes import WhatIfResult, what_if
from frostier.flows.scope import Scope
from frostier.shell.wiring import House
from frostier.tiers.ladders import ScoreLadder
from frostier.tiers.presets import preset
from frostier.tiers.scheme import Scheme


def stricter() -> Scheme:
    """The house scheme with every threshold ten points higher."""
    house = preset("house")
    assert isinstance(house.ladder, ScoreLadder)
    thresholds = tuple(replace(t, at_least=t.at_least + 10) for t in house.ladder.thresholds)
    return replace(house, ladder=replace(house.ladder, thresholds=thresholds))


@pytest.fixture
def tried(graded_house: House) -> WhatIfResult:
    return what_if(FakeRun(), graded_house.parts, stricter())


def tiers_now(house: House) -> dict[str, str]:
    return {row["customer_id"]: row["tier"] for row in house.gradings.states_as_of(None).to_pylist()}


def test_before_is_what_is_in_force(tried, graded_house):
    counted = {tier: list(tiers_now(graded_house).values()).count(tier) for tier in tried.impact.before.customers}

    assert dict(tried.impact.before.customers) == counted
    assert tried.impact.customers == sum(counted.values())
    assert sum(tried.impact.after.customers.values()) == tried.impact.customers


def test_the_moves_are_the_links_that_cross(tried, graded_house):
    moves = tried.moves.to_pylist()

    assert len(moves) == tried.impact.up + tried.impact.down == tried.totals.customers > 0
    assert all(tiers_now(graded_house)[m["customer_id"]] == m["from_tier"] != m["to_tier"] for m in moves)
    for link in tried.impact.links():
        if link.moves:
            between = [m for m in moves if (m["from_tier"], m["to_tier"]) == (link.from_tier, link.to_tier)]
            assert len(between) == link.customers
            assert sum((m["margin_change"] for m in between), Decimal(0)) == link.margin_change


def test_money_before_less_money_after_is_the_change_of_the_margin(tried):
    before, after = tried.impact.before, tried.impact.after

    assert before.discount + before.coupon - after.discount - after.coupon == tried.impact.margin_change
    assert tried.impact.margin_change == tried.totals.margin_change


def test_the_types_add_up_to_the_whole(tried):
    types = tried.impact.by_type().values()

    assert sum(t.customers for t in types) == tried.impact.customers
    assert sum(t.up for t in types) == tried.impact.up
    assert sum((t.margin_change for t in types), Decimal(0)) == tried.impact.margin_change


def test_scores_are_counted_before_and_after(tried):
    assert tried.scores.before is not None
    assert tried.scores.after is not None
    assert sum(tried.scores.after) == tried.impact.customers


def test_a_rule_ladder_has_no_scores_to_show(graded_house):
    tried = what_if(FakeRun(), graded_house.parts, preset("rules"))

    assert tried.scores.after is None


def test_a_scoped_viewer_tries_a_draft_on_their_customers_only(tried, graded_house):
    manager = next(m["manager"] for m in tried.moves.to_pylist() if m["manager"])
    theirs = [m for m in tried.moves.to_pylist() if m["manager"] == manager]

    narrow = what_if(FakeRun(), graded_house.parts, stricter(), scope=Scope("managers", (manager,)))

    assert narrow.moves.to_pylist() == theirs
    assert 0 < narrow.impact.customers < tried.impact.customers


def test_the_scheme_in_force_moves_only_who_is_held_back_by_grace(graded_house):
    tried = what_if(FakeRun(), graded_house.parts, preset("house"))

    held = [s for s in graded_house.gradings.states_as_of(None).to_pylist() if s["pending_tier"]]
    assert {m["customer_id"] for m in tried.moves.to_pylist()} == {s["customer_id"] for s in held}


def test_a_draft_can_be_tried_while_a_grading_has_the_home_to_itself(graded_house):
    from frostier.shell.runs.processes import WriterLock

    writer = WriterLock(graded_house.home.lock)
    assert writer.take()
    try:
        with graded_house.reading_run("whatif", {}) as run:
            tried = what_if(run, graded_house.parts, stricter())
    finally:
        writer.release()

    assert tried.impact.customers > 0
