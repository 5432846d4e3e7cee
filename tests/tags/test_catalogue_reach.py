"""Every tag can be carried, and none is carried by everyone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.tags.witness import assumed_cuts, witnesses

from frostier.tags.catalogue import CATALOGUE
from frostier.tags.order import needed_by
from frostier.tags.predicate import Not
from frostier.tags.table import required_cuts, tags_of_row
from frostier.tags.tag import Tag, parse_tags
from frostier.tags.vocabulary import standard_vocabulary

CONDITIONS = parse_tags(CATALOGUE, standard_vocabulary())
CUTS = assumed_cuts(required_cuts(CONDITIONS))


def test_every_tag_has_a_believable_customer_who_carries_it() -> None:
    assert [tag.id for tag in CATALOGUE if not _someone(tag, carries=True)] == []


def test_every_tag_has_a_believable_customer_who_does_not_carry_it() -> None:
    assert [tag.id for tag in CATALOGUE if not _someone(tag, carries=False)] == []


@pytest.mark.parametrize(
    "when",
    [
        "orders_7d >= 5 and orders_30d <= 3",
        "recency_days > 30 and orders_30d >= 1",
        "orders_total = 0 and recency_days >= 0",
        "share_offal_365d >= 0.6 and share_skewers_365d >= 0.6",
        "tenure_days < 30 and recency_days > 60",
        "overdue_amount > 500 and open_amount < 100",
        "customer_type = hotpot_shop and customer_type in (canteen, hotel)",
        "contract_days_left missing and contract_days_left < 30",
        "repurchase_rate > 1.5",
    ],
)
def test_a_condition_that_no_customer_can_fulfil_is_found_out(when: str) -> None:
    given = _tag(when)
    conditions = parse_tags([given], standard_vocabulary())

    assert list(witnesses(conditions[given.id], conditions, CUTS)) == []


def test_in_the_demo_company_every_tag_is_carried_or_says_why_not(demo_tag_counts: Mapping[str, int]) -> None:
    unexplained = [tag.id for tag in CATALOGUE if demo_tag_counts[tag.id] == 0 and tag.rare is None]

    assert unexplained == []


def _someone(tag: Tag, *, carries: bool) -> bool:
    condition = CONDITIONS[tag.id] if carries else Not(CONDITIONS[tag.id])
    rows = witnesses(condition, CONDITIONS, CUTS)
    concerned = needed_by([tag.id], CONDITIONS)
    return any(tags_of_row(concerned, row, CUTS)[tag.id] is carries for row in rows)


def _tag(when: str) -> Tag:
    name = CATALOGUE[0].name
    return Tag(id="impossible", name=name, meaning=name, family="value", when=when)
