"""The ledger as of a past day and a grading run as of that day say the same of every customer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.agreement.small_company import copied, opened
from tests.command_line import Inside

from frostier.flows import grading as flow

pytestmark = pytest.mark.slow

MONTHS = [
    date(2026, 5, 31),
    date(2026, 6, 30),
    date(2026, 7, 31),
    date(2026, 8, 31),
    date(2026, 9, 30),
    date(2026, 10, 31),
]
BEFORE = (date(2026, 5, 30), date(2026, 1, 1))


@pytest.fixture(scope="module")
def frostier(imported: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Inside]:
    """Six months: the scheme changes in the third; a person holds somebody up from the fourth to the fifth."""
    with django_db_blocker.unblock():
        frostier = copied(imported / "home", tmp_path_factory.mktemp("ledger"))
        for number, month in enumerate(MONTHS, start=1):
            if number == 3:
                frostier("schemes", "publish", "rules")
            if number == 4:
                frostier(
                    "override", "set", _lowest(frostier), "platinum", "--reason", "新店扶持",
                    "--from", "2026-08-15", "--until", "2026-09-20",
                )  # fmt: skip
            frostier("grade", "--as-of", month.isoformat())
        yield frostier


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_replaying_a_month_gives_what_the_ledger_says_of_it(frostier: Inside, month: date) -> None:
    with opened(frostier.home) as house, house.run("replay", {}) as run:
        ledger = _rows(house.gradings.states_as_of(month).to_pylist())
        with flow.replay(run, house.parts, as_of=month) as (draft, _, _):
            replayed = draft.columns(flow.stored(draft, flow.TIERS).select(*flow.STATE_SCHEMA.names)).to_pylist()

    assert len(ledger) > 190
    assert _rows(replayed) == ledger


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_what_was_published_for_a_month_is_what_the_ledger_says_of_it(frostier: Inside, month: date) -> None:
    with opened(frostier.home) as house:
        ledger = _rows(house.gradings.states_as_of(month).to_pylist())
        grading = house.gradings.latest(on_or_before=month)
        assert grading is not None
        with house.analytics.snapshot(grading.snapshot) as snapshot:
            published = snapshot.columns(flow.stored(snapshot, flow.TIERS).select(*flow.STATE_SCHEMA.names)).to_pylist()

    assert _rows(published) == ledger


def test_the_months_differ_in_tier_stage_and_grace(frostier: Inside) -> None:
    with opened(frostier.home) as house:
        history = [_rows(house.gradings.states_as_of(month).to_pylist()) for month in MONTHS]

    for column in ("tier", "stage", "pending_tier"):
        seen = [{customer: row[column] for customer, row in month.items()} for month in history]
        assert all(one != other for one, other in pairwise(seen)), column


def test_a_day_between_two_gradings_is_answered_by_the_earlier_one(frostier: Inside, tmp_path: Path) -> None:
    between, earlier = MONTHS[2] + timedelta(days=17), MONTHS[2]
    files = {day: tmp_path / f"{day}.csv" for day in (between, earlier)}

    for day, file in files.items():
        frostier("customers", "export", str(file), "--as-of", day.isoformat())
    customer = files[earlier].read_text(encoding="utf-8-sig").splitlines()[1].split(",")[0]
    told = {day: frostier("explain", customer, "--as-of", day.isoformat()) for day in files}

    assert files[between].read_bytes() == files[earlier].read_bytes()
    assert told[between] == told[earlier]
    assert told[between]["as_of"] == earlier.isoformat()


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_an_export_as_of_a_past_day_holds_what_the_ledger_says_of_that_day(
    frostier: Inside, month: date, tmp_path: Path
) -> None:
    file = tmp_path / "then.csv"
    told = frostier("customers", "export", str(file), "--as-of", month.isoformat(), "--columns", "tier,stage")

    rows = [line.split(",") for line in file.read_text(encoding="utf-8-sig").splitlines()[1:]]

    assert told["as_of"] == month.isoformat()
    with opened(frostier.home) as house:
        ledger = _rows(house.gradings.states_as_of(month).to_pylist())
    assert {id: (tier, stage) for id, tier, stage in rows} == {c: (r["tier"], r["stage"]) for c, r in ledger.items()}


@pytest.mark.parametrize("day", BEFORE, ids=str)
def test_before_the_first_grading_nobody_had_a_tier(frostier: Inside, day: date, tmp_path: Path) -> None:
    refused = frostier.run("customers", "export", str(tmp_path / "then.csv"), "--as-of", day.isoformat())

    assert refused.code == 3
    assert "Nothing had been graded by that day." in refused.out
    assert not (tmp_path / "then.csv").exists()


def _rows(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["customer_id"]: row for row in rows}


def _lowest(frostier: Inside) -> str:
    """A customer of the lowest tier."""
    with opened(frostier.home) as house:
        rows = house.gradings.states_as_of(None).to_pylist()
    return min(row["customer_id"] for row in rows if row["tier"] == "silver")
