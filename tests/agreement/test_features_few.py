"""Features for a few customers are the features of all, restricted; on the demo company's own warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import ibis
import pytest
from tests.agreement.small_company import copied, opened

from frostier.features.table import facts_of, feature_table
from frostier.flows import grading as flow
from frostier.flows.ports import Workspace
from frostier.shell.wiring import House
from frostier.warehouse.tables import stored_facts

pytestmark = pytest.mark.slow

CHOSEN = ibis.schema({"customer_id": "string"})


@pytest.fixture(scope="module")
def house(demo_home: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[House]:
    with django_db_blocker.unblock(), opened(copied(demo_home, tmp_path_factory.mktemp("few")).home) as house:
        yield house


@pytest.fixture(scope="module")
def everyone(house: House) -> dict[str, dict[str, Any]]:
    """The features of all customers as the latest grading published them, by customer."""
    grading = house.gradings.latest()
    assert grading is not None
    with house.analytics.snapshot(grading.snapshot) as snapshot:
        rows = snapshot.rows(flow.stored(snapshot, flow.FEATURES))
    return {row["customer_id"]: row for row in rows}


@pytest.mark.parametrize("number", [1, 7, 60, 1_000])
def test_features_for_a_few_are_the_features_of_all_restricted(
    house: House, everyone: dict[str, dict[str, Any]], number: int
) -> None:
    grading = house.gradings.latest()
    assert grading is not None
    chosen = sorted(Random(number).sample(sorted(everyone), number))

    with house.run("few", {}) as run, house.analytics.draft(f"few-{run.id}") as draft:
        few = features_of(draft, chosen, grading.as_of)

    assert sorted(few) == chosen
    for customer in chosen:
        assert few[customer] == everyone[customer], customer


def test_nobody_chosen_gives_no_rows(house: House) -> None:
    with house.run("few", {}) as run, house.analytics.draft(f"few-{run.id}") as draft:
        assert features_of(draft, [], date(2026, 10, 31)) == {}


def features_of(draft: Workspace, customers: list[str], as_of: date) -> dict[str, dict[str, Any]]:
    facts = stored_facts()
    draft.put("chosen", [{"customer_id": customer} for customer in customers], CHOSEN)
    keys = facts.customer.semi_join(ibis.table(CHOSEN, name="chosen"), "customer_id").select("customer_key")
    return {row["customer_id"]: row for row in draft.rows(feature_table(facts_of(facts, keys, as_of), as_of))}
