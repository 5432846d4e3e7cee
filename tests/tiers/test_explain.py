"""What an explanation says is true: who does what it asks for gets what it promises."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tiers import populations as made

from frostier.scores.cuts import CutPoints, plain_cuts
from frostier.tiers.decide import State, decide
from frostier.tiers.explain import explain_tier
from frostier.tiers.presets import preset
from frostier.tiers.scheme import Policy, Scheme, required_cuts
from frostier.tiers.standing import standing_of
from frostier.tiers.ways import applied

DAY = date(2026, 6, 30)
LAWS = settings(max_examples=25, deadline=None, derandomize=True)
GOLD_SHOP = {
    "customer_id": "C1", "recency_days": 3, "spend_30d": Decimal("2300.00"), "tenure_days": 400, "silence_cycles": 1.0,
}  # fmt: skip


@LAWS
@given(scheme=made.schemes(), people=made.populations(8))
def test_doing_what_is_missing_gives_the_next_tier(scheme: Scheme, people: list[dict[str, Any]]) -> None:
    cuts = made.cuts_for(scheme, people)
    decision = decide(people[0], None, None, scheme, cuts, DAY)

    told = explain_tier(people[0], decision, scheme, cuts, DAY)

    for way in told.missing:
        after = decide(applied(people[0], way), decision.state, None, scheme, cuts, DAY)
        assert told.next_tier is not None
        assert scheme.rank(after.tier) <= scheme.rank(told.next_tier)
    for way in told.dropping:
        assert scheme.rank(standing_of(applied(people[0], way), scheme, cuts).tier) > scheme.rank(decision.tier)


@LAWS
@given(people=made.populations(8), data=st.data())
def test_nothing_smaller_than_the_stated_change_of_one_figure_is_enough(
    people: list[dict[str, Any]], data: st.DataObject
) -> None:
    scheme = replace(preset("rules"), policy=Policy())
    cuts = CutPoints()
    decision = decide(people[0], None, None, scheme, cuts, DAY)
    told = explain_tier(people[0], decision, scheme, cuts, DAY)

    for way in (way for way in told.missing if len(way) == 1 and way[0].field == "spend_30d"):
        nearly = {**people[0], "spend_30d": way[0].target - Decimal("0.01")}
        assert decide(nearly, None, None, scheme, cuts, DAY).tier == decision.tier


@LAWS
@given(scheme=made.schemes(), people=made.populations(6), state=made.states())
def test_every_explanation_is_data_and_sentences_in_both_languages(
    scheme: Scheme, people: list[dict[str, Any]], state: State
) -> None:
    cuts = made.cuts_for(scheme, people)
    decision = decide(people[0], state, None, scheme, cuts, DAY)

    told = explain_tier(people[0], decision, scheme, cuts, DAY)

    assert json.loads(json.dumps(told.as_json()))["tier"]["id"] == decision.tier
    assert len(told.sentences("zh")) == len(told.sentences("en")) >= 2
    if not isinstance(decision.score, type(None)) and not told.adjustments:
        assert sum(part.contribution for part in told.parts) == decision.score


def test_a_rule_ladder_names_the_smallest_unmet_condition_and_the_drop() -> None:
    scheme = preset("rules")
    decision = decide(GOLD_SHOP, None, None, scheme, CutPoints(), DAY)
    future = [(DAY + timedelta(days=n), {**GOLD_SHOP, "recency_days": 3 + n}) for n in range(1, 100)]

    told = explain_tier(GOLD_SHOP, decision, scheme, CutPoints(), DAY, future=future)

    assert told.sentences("zh") == [
        "黄金：最近购买 3 天 < 30 天；近30天消费金额 2,300.00 元 > 1,000 元。",
        "自 2026-06-30 起。",
        "以下任一变化会低于本级：最近购买 ≥ 30 天（现为 3 天）；或 近30天消费金额 ≤ 1,000 元（现为 2,300.00 元）。",
        "升为铂金需要：近30天消费金额 > 3,000 元（现为 2,300.00 元）。",
        "60 天内不下单将降为白银（2026-08-29）。",
    ]
    assert told.sentences("en")[-1] == "Drops to silver in 60 days if nothing is ordered (2026-08-29)."


def test_without_grace_and_hold_the_drop_is_when_the_rule_ends() -> None:
    scheme = replace(preset("rules"), policy=Policy(demotion_grace_days=0, minimum_hold_days=0))
    row = {**GOLD_SHOP, "recency_days": 21}
    decision = decide(row, None, None, scheme, CutPoints(), DAY)
    future = [(DAY + timedelta(days=n), {**row, "recency_days": 21 + n}) for n in range(1, 30)]

    told = explain_tier(row, decision, scheme, CutPoints(), DAY, future=future)

    assert "9 天内不下单将降为白银（2026-07-09）。" in told.sentences("zh")


def test_a_running_grace_tells_until_when_and_what_keeps_the_tier() -> None:
    scheme = preset("rules")
    state = State("platinum", date(2026, 1, 1), "active", date(2026, 1, 1), "gold", date(2026, 6, 20))
    decision = decide(GOLD_SHOP, state, None, scheme, CutPoints(), DAY)

    told = explain_tier(GOLD_SHOP, decision, scheme, CutPoints(), DAY)

    assert told.grace_until == date(2026, 7, 20)
    assert "自 2026-06-20 起指标低于本级；若无改善，2026-07-20 起降为黄金。" in told.sentences("zh")
    assert "保级需要：近30天消费金额 > 3,000 元（现为 2,300.00 元）。" in told.sentences("zh")


def test_a_score_ladder_shows_points_times_weights_and_single_changes_first() -> None:
    scheme = preset("score")
    people = [
        {"customer_id": str(n), "recency_days": n, "orders_365d": 100 - n, "spend_365d": Decimal(100 * (100 - n)),
         "on_time_rate_365d": 0.9}
        for n in range(100)
    ]  # fmt: skip
    cuts = plain_cuts(people, required_cuts(scheme))

    told = [
        explain_tier(people[n], decide(people[n], None, None, scheme, cuts, DAY), scheme, cuts, DAY) for n in (30, 60)
    ]

    assert told[0].sentences("zh")[0] == (
        "黄金：最近购买 30 天 得 70 分 × 0.3 ＋ 下单频次 70 单 得 80 分 × 0.3 ＋ 消费金额 7,000 元 得 80 分 × 0.3 ＋ "
        "付款及时率 90% 得 80 分 × 0.1 = 77 分，达到 75 分。"
    )
    assert [len(way) for way in told[0].missing] == [2]
    assert [len(way) for way in told[1].missing] == [1, 1, 1]
