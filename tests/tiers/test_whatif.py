"""A draft is costed to the cent: the engine's moves equal the plain ones, sums equal the rows."""

from __future__ import annotations

from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

import ibis
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from frostier.kernel.errors import InvalidInput
from frostier.tiers.diff import scheme_diff
from frostier.tiers.presets import PRESETS, preset
from frostier.tiers.scheme import Policy, Scheme
from frostier.tiers.standard_tiers import STANDARD_TIERS
from frostier.tiers.whatif import WINDOWS, move_of, moves_table, summed, totals

GRADED = ibis.schema({"customer_id": "string", "tier": "string"})
SPENT = ibis.schema(
    {"customer_id": "string", "customer_name": "string", **{f"spend_{n}d": "decimal(38, 2)" for n in WINDOWS}}
)
TIERS = st.sampled_from([tier.id for tier in STANDARD_TIERS])
RATES = st.integers(0, 300_000).map(lambda n: Decimal(n) / 1_000_000)
CENTS = st.integers(-10_000, 10**9).map(lambda n: Decimal(n) / 100)


def with_rates(rates: list[Decimal]) -> Scheme:
    tiers = tuple(
        replace(tier, benefits=replace(tier.benefits, discount_rate=rate, coupon_per_month=rate * 1000))
        for tier, rate in zip(STANDARD_TIERS, rates, strict=True)
    )
    return replace(preset("house"), tiers=tiers)


def moved(people: list[tuple[str, str, Decimal]], now: Scheme, then: Scheme, window: Any) -> ibis.Table:
    current, draft, wide = (
        ibis.table(GRADED, name="current"), ibis.table(GRADED, name="draft"), ibis.table(SPENT, name="wide"),
    )  # fmt: skip
    return moves_table(current, draft, wide, now, then, window)


@settings(max_examples=5, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
@given(
    people=st.lists(st.tuples(TIERS, TIERS, CENTS), max_size=30),
    rates=st.lists(RATES, min_size=8, max_size=8),
    window=st.sampled_from(WINDOWS),
)
def test_moves_and_their_costs_are_exact(
    people: list[tuple[str, str, Decimal]], rates: list[Decimal], window: Any
) -> None:
    from tests.tiers.populations import fetched

    now, then = with_rates(rates[:4]), with_rates(rates[4:])
    ids = [f"C{n:03}" for n in range(len(people))]
    rows = [
        {"customer_id": id, "customer_name": f"店 {id}", "spend_30d": None, "spend_90d": None, "spend_365d": None}
        | {f"spend_{window}d": spend}
        for id, (_, _, spend) in zip(ids, people, strict=True)
    ]
    tables = {
        "current": (GRADED, [{"customer_id": id, "tier": p[0]} for id, p in zip(ids, people, strict=True)]),
        "draft": (GRADED, [{"customer_id": id, "tier": p[1]} for id, p in zip(ids, people, strict=True)]),
        "wide": (SPENT, rows),
    }
    table = moved(people, now, then, window)

    found = fetched(table.order_by("customer_id"), **tables)
    by_tier = fetched(totals(table).order_by("from_tier", "to_tier"), **tables)

    plain = [move_of(row, p[0], p[1], now, then, window) for row, p in zip(rows, people, strict=True)]
    assert found == [{**asdict(m), "margin_change": m.margin_change} for m in plain if m is not None]
    for shift in by_tier:
        between = [m for m in plain if m and (m.from_tier, m.to_tier) == (shift["from_tier"], shift["to_tier"])]
        assert shift["customers"] == len(between)
        assert shift["discount_then"] == sum((m.discount_then for m in between), Decimal(0))
    result = summed(by_tier, now, then, window)
    assert result.customers == len(found)
    assert result.margin_change == sum((m.margin_change for m in plain if m), Decimal(0))
    assert result.margin_change == -(result.discount_change + result.coupon_change)


def test_half_a_cent_is_rounded_away_from_zero_on_both_sides() -> None:
    from tests.tiers.populations import fetched

    scheme = with_rates([Decimal("0.05"), Decimal(0), Decimal(0), Decimal(0)])
    rows = [
        {"customer_id": id, "customer_name": None, "spend_30d": spend, "spend_90d": None, "spend_365d": None}
        for id, spend in (("A", Decimal("0.50")), ("B", Decimal("-0.50")))
    ]

    found = fetched(
        moved([], scheme, scheme, 30).order_by("customer_id"),
        current=(GRADED, [{"customer_id": id, "tier": "gold"} for id in "AB"]),
        draft=(GRADED, [{"customer_id": id, "tier": "platinum"} for id in "AB"]),
        wide=(SPENT, rows),
    )

    assert [row["discount_then"] for row in found] == [Decimal("0.03"), Decimal("-0.03")]


def test_the_service_load_counts_slots_and_hours_of_those_who_move() -> None:
    scheme = preset("house")
    move = {"spend": Decimal(0), "discount_now": Decimal(0), "discount_then": Decimal(0), "coupon_now": Decimal(0),
            "coupon_then": Decimal(0), "margin_change": Decimal(0)}  # fmt: skip
    shifts = [
        {"from_tier": "gold", "to_tier": "platinum", "customers": 3, **move},
        {"from_tier": "gold", "to_tier": "silver", "customers": 1, **move},
    ]

    load = summed(shifts, scheme, scheme, 30).load

    assert (load.priority_slots_per_week, load.manager_hours_per_month) == (3 * 2 - 1, Decimal("4.5"))


def test_the_worked_case_of_the_page_is_true() -> None:
    scheme = preset("house")
    row = {"customer_id": "C1", "spend_90d": Decimal("12345.67")}

    move = move_of(row, "gold", "platinum", scheme, scheme, 90)

    assert move is not None
    assert (move.discount_now, move.discount_then) == (Decimal("370.37"), Decimal("617.28"))
    assert (move.coupon_now, move.coupon_then) == (Decimal(450), Decimal(900))
    assert move.margin_change == Decimal("-696.91")


def test_another_window_is_refused() -> None:
    with pytest.raises(InvalidInput):
        moved([], preset("house"), preset("house"), 60)


def test_equal_schemes_have_no_difference() -> None:
    assert all(scheme_diff(preset(id), preset(id)) == [] for id in PRESETS)


def test_a_difference_is_said_line_by_line_in_both_languages() -> None:
    old = preset("rules")
    data = old.to_json()
    data["ladder"]["rules"][0]["when"] = "最近购买 < 7 且 近30天消费金额 > 4000"
    data["policy"]["demotion_grace_days"] = 45
    data["tiers"][0]["benefits"]["discount_rate"] = "0.06"

    lines = scheme_diff(old, Scheme.from_json(data))

    assert lines[0].zh == "铂金折扣率：0.05 → 0.06"
    assert "3000" in lines[1].en.replace(",", "")
    assert "4000" in lines[1].en.replace(",", "")
    assert lines[2].en == "policy: demotion grace days: 30 → 45"


@pytest.mark.parametrize("id", PRESETS)
def test_any_two_schemes_can_be_compared(id: str) -> None:
    lines = scheme_diff(preset("house"), replace(preset(id), policy=Policy(quota=(("platinum", Decimal("0.1")),))))

    assert lines
