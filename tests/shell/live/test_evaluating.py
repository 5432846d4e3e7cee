"""A few customers evaluated now are those of a whole grading at the same day, with the same cut points."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from tests.shell.small_company import GRADED_DAYS

from frostier.flows import grading as g
from frostier.flows.live import Evaluation, changes
from frostier.flows.ports import Grading, Override
from frostier.scores.cuts import CutPoints
from frostier.shell.wiring import House

TODAY = GRADED_DAYS[-1] + timedelta(days=3)


@pytest.fixture
def grading(graded_house: House) -> Grading:
    latest = graded_house.gradings.latest()
    assert latest is not None
    return latest


@pytest.fixture
def evaluation(graded_house: House, grading: Grading) -> Iterator[Evaluation]:
    with graded_house.run("live", {}):
        workspace = graded_house.analytics.scratch()
        yield Evaluation(graded_house.parts, grading, workspace, TODAY)
        workspace.close()


def everybody(house: House, grading: Grading, day: date) -> dict[str, list[dict[str, Any]]]:
    """The rows of a whole grading as of a day with the frozen cut points, by table."""
    version = house.schemes.get(grading.scheme_id, grading.scheme_version)
    scheme = g.Scheme.from_json(version.definition)
    with house.run("whole", {}) as run, house.analytics.draft("whole") as draft:
        g.compute(run, house.parts, draft, scheme, as_of=day, cuts=CutPoints.from_json(grading.cuts))
        return {
            table: draft.columns(g.stored(draft, table).order_by("customer_id")).to_pylist()
            for table in (g.FEATURES, g.TAGS, g.TIERS)
        }


def keys_of(house: House) -> dict[str, int]:
    return dict(house.warehouse.connection.execute("SELECT customer_id, customer_key FROM dim_customer").fetchall())


def test_the_results_of_some_are_those_of_all_restricted(graded_house: House, grading: Grading) -> None:
    whole = everybody(graded_house, grading, TODAY)
    with graded_house.run("live", {}):
        evaluation = Evaluation(graded_house.parts, grading, graded_house.analytics.scratch(), TODAY)
        keys = keys_of(graded_house)
        chosen = Random(3).sample(sorted(keys), 20)
        results = [evaluation.of([keys[id] for id in some]) for some in (chosen[:1], chosen[1:])]

    found = {row["customer_id"]: row for result in results for row in result.profile.to_pylist()}
    assert sorted(found) == sorted(chosen)
    for rows in whole.values():
        for row in rows:
            if row["customer_id"] in found:
                assert {c: found[row["customer_id"]][c] for c in row} == row
    assert {id: found[id]["customer_key"] for id in found} == {id: keys[id] for id in chosen}


def test_evaluating_again_tells_the_ledger_nothing_new(
    graded_house: House, grading: Grading, evaluation: Evaluation
) -> None:
    keys = sorted(keys_of(graded_house).values())
    first = evaluation.of(keys)
    graded_house.gradings.record_live(grading, stamped(first.entries, 1), first.states)

    again = evaluation.of(keys)

    assert first.entries.num_rows > 0
    assert again.entries.num_rows == 0
    assert again.states == first.states
    assert graded_house.gradings.states_as_of(TODAY) == graded_house.gradings.states_as_of(None)


def test_what_is_set_and_withdrawn_on_one_day_leaves_the_customer_where_it_was(
    graded_house: House, grading: Grading, evaluation: Evaluation
) -> None:
    store = graded_house.gradings
    [first, *_] = [s for s in store.states_as_of(None).to_pylist() if s["tier"] != "platinum"]
    customer, key = first["customer_id"], keys_of(graded_house)[first["customer_id"]]
    plain = evaluation.of([key])
    store.record_live(grading, stamped(plain.entries, 1), plain.states)
    store.set_override(Override(customer, "platinum", "a strategic customer", "me", TODAY, TODAY + timedelta(days=9)))
    raised = evaluation.of([key])
    store.record_live(grading, stamped(raised.entries, 2), raised.states)
    store.end_override(customer, on=TODAY, by="me")

    back = evaluation.of([key])
    store.record_live(grading, stamped(back.entries, 3), back.states)

    assert raised.states["tier"].to_pylist() == ["platinum"]
    assert back.states == plain.states == store.states_of([customer])
    assert [e["cause"] for e in back.entries.to_pylist() if e["kind"] == "tier"] == ["corrected"]
    folded = {row["customer_id"]: row for row in store.states_as_of(TODAY).to_pylist()}
    assert [folded[customer]] == back.states.to_pylist()


def test_changes_name_the_tags_that_came_and_went(
    graded_house: House, grading: Grading, evaluation: Evaluation
) -> None:
    result = evaluation.of(sorted(keys_of(graded_house).values()))
    before = graded_house.analytics.live.known(grading.snapshot, result.profile["customer_id"].to_pylist())

    told = changes(result, before, evaluation.tags, {})

    rows = {row["customer_id"]: row for row in before.to_pylist()}
    moved = 0
    for change in told:
        old, new = rows[change.customer_id], change.after
        assert set(change.tags_gained) == {t for t in evaluation.tags if new[t] and not old[t]}
        assert set(change.tags_lost) == {t for t in evaluation.tags if old[t] and not new[t]}
        assert change.before is not None
        assert change.before["tier"] == old["tier"]
        moved += bool(change.tags_gained or change.tags_lost)
    assert moved


def test_a_revision_shows_the_evaluated_in_place_of_the_graded(
    graded_house: House, grading: Grading, evaluation: Evaluation
) -> None:
    live, published = graded_house.analytics.live, graded_house.published
    keys = keys_of(graded_house)
    [one, two, left] = sorted(keys)[:3]
    result = evaluation.of([keys[one], keys[two]])

    name = live.write(grading.snapshot, result.profile, gone=[left])

    assert name == f"{grading.snapshot}@1"
    told = {row["customer_id"]: row for row in published.rows(published.profile(name))}
    graded = {row["customer_id"]: row for row in published.rows(published.profile(grading.snapshot))}
    assert {id: told[id] for id in (one, two)} == {row["customer_id"]: row for row in result.profile.to_pylist()}
    assert set(told) == set(graded) - {left}
    assert published.profile(name).schema() == published.profile(grading.snapshot).schema()


def stamped(entries: Any, revision: int) -> Any:
    """The entries as the live loop records them."""
    return entries.append_column("revision", [[revision] * entries.num_rows])
