"""Cut points: exact ranks, exact storage, the same in the engine."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frostier.kernel.errors import InvalidInput
from frostier.scores.cuts import CutPoints, CutSpec, plain_cut, plain_cuts

QUANTILES = st.integers(0, 1_000_000).map(lambda millionths: Decimal(millionths).scaleb(-6))


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(st.one_of(st.none(), st.integers(-5, 50)), min_size=1, max_size=60),
    quantile=st.one_of(st.sampled_from([Decimal(x) for x in ("0", "0.1", "0.3", "0.7", "0.9", "1")]), QUANTILES),
)
def test_a_cut_stands_at_the_same_customer_as_in_the_engine(values: list[int | None], quantile: Decimal) -> None:
    with duckdb.connect(config={"threads": 1}) as connection:
        query = "SELECT quantile_disc(v, $q::DECIMAL(9,6)) FROM (SELECT unnest($v::BIGINT[]) AS v)"
        query = query.replace("$q", f"'{quantile}'")
        (found,) = connection.execute(query, {"v": values}).fetchone()

    assert plain_cut(values, quantile) == found


def test_the_rank_is_not_bent_by_binary_fractions() -> None:
    assert plain_cut(range(1, 11), Decimal("0.7")) == 7
    assert plain_cut(range(1, 1001), Decimal("0.29")) == 290


CUTS = CutPoints(
    {
        CutSpec("spend_365d", Decimal("0.9")): {None: Decimal("100.10")},
        CutSpec("recency_days", Decimal("0.20")): {None: 3},
        CutSpec("margin_rate", Decimal("0.5"), "customer_type"): {"hotel": 0.1 + 0.2, "canteen": 3.0},
        CutSpec("last_order_on", Decimal("0.5")): {None: date(2026, 1, 31)},
        CutSpec("cycle_days", Decimal("0.5")): {},
    }
)


def test_stored_cuts_come_back_with_their_values_and_types() -> None:
    restored = CutPoints.from_json(json.loads(json.dumps(CUTS.to_json())))

    assert restored == CUTS
    assert repr(restored.of(CutSpec("spend_365d", Decimal("0.9")))) == "Decimal('100.10')"
    assert isinstance(restored.of(CutSpec("margin_rate", Decimal("0.5"), "customer_type"), "canteen"), float)


def test_a_group_without_members_has_no_cut() -> None:
    spec = CutSpec("margin_rate", Decimal("0.5"), "customer_type")

    assert CUTS.of(spec, "hotel") == 0.1 + 0.2
    assert CUTS.of(spec, "household") is None
    assert CUTS.of(CutSpec("cycle_days", Decimal("0.5"))) is None
    assert CUTS.missing([spec, CutSpec("other", Decimal(0))]) == [CutSpec("other", Decimal(0))]


def test_customers_outside_every_group_are_not_measured() -> None:
    spec = CutSpec("spend", Decimal("0.5"), "kind")

    cuts = plain_cuts([{"kind": "a", "spend": 1}, {"kind": None, "spend": 9}, {"kind": "b", "spend": None}], [spec])

    assert cuts == CutPoints({spec: {"a": 1}})


@pytest.mark.parametrize(
    "data", [{}, {"cuts": [{"field": "x"}]}, {"cuts": [{"field": "x", "quantile": "2", "by": None, "points": []}]}]
)
def test_damaged_cuts_are_refused(data) -> None:
    with pytest.raises(InvalidInput):
        CutPoints.from_json(data)


def test_cuts_asked_for_together_are_those_asked_for_one_by_one() -> None:
    low, high = CutSpec("spend", Decimal("0.2"), "kind"), CutSpec("spend", Decimal("0.8"), "kind")
    cuts, specs = CutPoints({low: {"a": 1, "b": 2}, high: {"a": 5}}), (low, high)

    for _ in range(2):
        assert cuts.all_of(specs, "a") == (1, 5)
        assert cuts.all_of(specs, "b") is None
        assert cuts.all_of((low,), "b") == (2,)
        assert cuts.all_of((), "a") == ()
