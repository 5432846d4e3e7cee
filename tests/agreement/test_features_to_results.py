"""Every tag and every decision of the demo company, decided once more in plain Python, one customer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.agreement.small_company import copied, opened

from frostier.flows import grading as flow
from frostier.flows.ports import Grading
from frostier.scores.cuts import CutPoints, plain_cuts
from frostier.shell.wiring import House
from frostier.tags.table import required_cuts, tags_of_row
from frostier.tiers.decide import Decision, Override, State, decide
from frostier.tiers.scheme import Scheme
from frostier.tiers.scheme import required_cuts as cuts_of_scheme

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Graded:
    """The latest grading of the demo company, row by row, by customer."""

    grading: Grading
    scheme: Scheme
    cuts: CutPoints
    features: dict[str, dict[str, Any]]
    tags: dict[str, dict[str, Any]]
    tiers: dict[str, dict[str, Any]]
    before: dict[str, State]
    overrides: dict[str, Override]


@pytest.fixture(scope="module")
def house(demo_home: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[House]:
    with django_db_blocker.unblock(), opened(copied(demo_home, tmp_path_factory.mktemp("plain")).home) as house:
        yield house


@pytest.fixture(scope="module")
def graded(house: House) -> Graded:
    grading = house.gradings.latest()
    assert grading is not None
    definition = house.schemes.get(grading.scheme_id, grading.scheme_version).definition
    with house.analytics.snapshot(grading.snapshot) as snapshot:
        tables = {
            name: {row.pop("customer_id"): row for row in snapshot.rows(flow.stored(snapshot, name))}
            for name in (flow.FEATURES, flow.TAGS, flow.TIERS)
        }
    before = house.gradings.states_before(grading).to_pylist()
    overrides = house.gradings.overrides(grading.as_of)
    return Graded(
        grading,
        Scheme.from_json(definition),
        CutPoints.from_json(grading.cuts),
        **tables,
        before={row.pop("customer_id"): State(**row) for row in before},
        overrides={o.customer_id: Override(o.tier, o.starts_on, o.ends_on) for o in overrides},
    )


def test_the_plain_evaluator_gives_every_customer_every_tag_of_the_snapshot(house: House, graded: Graded) -> None:
    conditions = house.parts.conditions

    differing = [
        (customer, tag)
        for customer, row in graded.features.items()
        for tag, carried in tags_of_row(conditions, row, graded.cuts).items()
        if carried is not graded.tags[customer][tag]
    ]

    assert len(graded.features) > 3_000
    assert len(conditions) >= 300
    assert differing == []


def test_the_plain_decision_is_that_of_the_snapshot_for_every_customer(graded: Graded) -> None:
    differing = []
    for customer, row in graded.features.items():
        known = {"customer_id": customer, **row, **graded.tags[customer]}
        state, override = graded.before.get(customer), graded.overrides.get(customer)
        plain = decide(known, state, override, graded.scheme, graded.cuts, graded.grading.as_of)
        decided = Decision.from_row({"customer_id": customer, **graded.tiers[customer]})
        if plain != decided and not waits_for_a_person(plain, decided):
            differing.append(customer)

    assert len(graded.tiers) == len(graded.features)
    assert differing == []


def waits_for_a_person(plain: Decision, decided: Decision) -> bool:
    """Whether the change that the figures ask for is exactly the one that is held, and nothing else differs."""
    held = replace(
        plain,
        tier=decided.previous_tier or "",
        label=decided.label,
        tier_since=decided.tier_since,
        pending_tier=plain.tier,
        pending_since=decided.pending_since,
        cause="review",
    )
    return decided == held


def test_the_frozen_cut_points_are_those_of_a_plain_computation(house: House, graded: Graded) -> None:
    needed = required_cuts(house.parts.conditions) | cuts_of_scheme(graded.scheme)

    plain = plain_cuts(graded.features.values(), needed)

    assert {spec: dict(graded.cuts.groups(spec)) for spec in needed} == {s: dict(g) for s, g in plain.values.items()}
