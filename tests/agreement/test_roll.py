"""The daily roll moves customers on with the rod of the latest regrade, and leaves alone what cannot have changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.agreement.small_company import copied, opened
from tests.command_line import Inside

from frostier.flows import grading as flow
from frostier.flows.ports import Grading

pytestmark = pytest.mark.slow

REGRADED, ROLLED = date(2026, 9, 30), date(2026, 10, 20)


@pytest.fixture(scope="module")
def frostier(imported: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Inside]:
    """A company regraded once, with another scheme published afterwards, and then rolled twice to the same day."""
    with django_db_blocker.unblock():
        frostier = copied(imported / "home", tmp_path_factory.mktemp("roll"))
        frostier("grade", "--as-of", REGRADED.isoformat())
        frostier("schemes", "publish", "bands")
        for _ in range(2):
            frostier("grade", "--roll", "--as-of", ROLLED.isoformat())
        yield frostier


def gradings(frostier: Inside) -> list[Grading]:
    with opened(frostier.home) as house:
        return list(house.gradings.list())


def test_a_roll_keeps_the_cut_points_and_the_scheme_of_the_regrade(frostier: Inside) -> None:
    regrade, rolled = gradings(frostier)

    assert [flow.is_roll(regrade), flow.is_roll(rolled)] == [False, True]
    assert rolled.as_of == ROLLED
    assert rolled.cuts == regrade.cuts
    assert (rolled.scheme_id, rolled.scheme_version) == (regrade.scheme_id, regrade.scheme_version)


def test_a_second_roll_of_the_day_repeats_nothing(frostier: Inside) -> None:
    assert len(gradings(frostier)) == 2


def test_a_roll_writes_what_changed_into_the_ledger(frostier: Inside) -> None:
    with opened(frostier.home) as house:
        before, after = (house.gradings.states_as_of(day).to_pylist() for day in (REGRADED, ROLLED))
        rolled = house.gradings.list()[-1]
        with house.analytics.snapshot(rolled.snapshot) as snapshot:
            decided = snapshot.columns(flow.stored(snapshot, flow.TIERS).select(*flow.STATE_SCHEMA.names)).to_pylist()

    assert before != after
    assert sorted(decided, key=lambda r: r["customer_id"]) == sorted(after, key=lambda r: r["customer_id"])


def test_a_roll_before_any_grading_is_refused_with_the_next_step(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> None:
    empty = Inside(tmp_path_factory.mktemp("empty") / "home")
    with django_db_blocker.unblock():
        empty("init", "--company", "蜀味冻品")
        said = empty.run("grade", "--roll")

    assert said.code != 0
    assert "frostier grade" in said.out
