"""RFM cells and their names."""

from __future__ import annotations

from itertools import product

from frostier.scores.cuts import plain_cuts
from frostier.scores.rfm import rfm_cell, rfm_dimensions, segment_of

PEOPLE = [{"recency_days": 10 * n, "orders_365d": 50 - n, "spend_365d": 100 * (50 - n)} for n in range(50)]
CUTS = plain_cuts(PEOPLE, [spec for d in rfm_dimensions() for spec in d.cut_specs])


def test_the_freshest_most_frequent_and_largest_is_555_and_the_opposite_111() -> None:
    assert rfm_cell(PEOPLE[0], CUTS) == "555"
    assert rfm_cell(PEOPLE[-1], CUTS) == "111"


def test_a_customer_without_any_order_stands_at_the_lowest_level() -> None:
    assert rfm_cell({"recency_days": None, "orders_365d": 0, "spend_365d": 0}, CUTS) == "111"


def test_every_cell_has_one_of_eight_names() -> None:
    named = {segment_of("".join(map(str, cell)))[0] for cell in product(range(1, 6), repeat=3)}

    assert len(named) == 8
    assert segment_of("255")[1].zh == "重要保持客户"
