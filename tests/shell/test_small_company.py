"""The company that the tests of the console work on has something of everything."""

from __future__ import annotations

from tests.shell.small_company import GRADED_DAYS

from frostier.flows.grading import FEATURES, stored
from frostier.shell.wiring import House


def test_it_is_graded_on_three_days(graded_house: House) -> None:
    gradings = graded_house.gradings.list()

    assert [g.as_of for g in gradings] == list(GRADED_DAYS)
    assert all(60 <= g.counts["customers"] <= 120 for g in gradings)


def test_its_customers_belong_to_several_managers_teams_and_regions(graded_house: House) -> None:
    latest = graded_house.gradings.latest()
    assert latest is not None

    with graded_house.analytics.snapshot(latest.snapshot) as snapshot:
        rows = snapshot.rows(stored(snapshot, FEATURES).select("manager", "team", "sales_region", "has_phone"))

    assert len({r["manager"] for r in rows}) >= 4
    assert len({r["team"] for r in rows}) >= 2
    assert len({r["sales_region"] for r in rows}) >= 2
    assert {r["has_phone"] for r in rows} == {True, False}


def test_its_tiers_have_moved(graded_house: House) -> None:
    latest = graded_house.gradings.latest()
    assert latest is not None

    before, after = graded_house.gradings.states_before(latest).to_pylist(), graded_house.gradings.states_as_of(None)

    assert {r["customer_id"]: r["tier"] for r in before} != dict(
        zip(after["customer_id"].to_pylist(), after["tier"].to_pylist(), strict=True)
    )
