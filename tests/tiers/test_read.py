"""Real configurations load from their own text."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from frostier.kernel.errors import FrostierError
from frostier.scores.cuts import CutPoints
from frostier.tiers.ladders import RuleLadder, ScoreLadder
from frostier.tiers.presets import BANDS_TEXT, GRADING_RULES_TEXT, PRESETS, RULES_TEXT, SCORE_TEXT, preset
from frostier.tiers.read import read_scheme
from frostier.tiers.scaling import scaled
from frostier.tiers.scheme import Scheme
from frostier.tiers.standing import standing_of

FIGURES: dict[str, Any] = {"recency_days": 3, "tenure_days": 400}


def tier_of(scheme: Scheme, **figures: Any) -> str:
    return standing_of({**FIGURES, **figures}, scheme, CutPoints()).tier


RULE_CASES = [
    (6, "3000.01", "platinum"),
    (7, "3000.01", "gold"),
    (6, "3000.00", "gold"),
    (29, "1000.01", "gold"),
    (30, "9999.00", "silver"),
    (6, "1000.00", "silver"),
]


@pytest.mark.parametrize(("recency", "spend", "tier"), RULE_CASES)
def test_the_if_then_text_grades_as_it_says(recency: int, spend: str, tier: str) -> None:
    scheme = read_scheme(RULES_TEXT)

    assert tier_of(scheme, recency_days=recency, spend_30d=Decimal(spend)) == tier


WRITINGS = {
    "on separate lines": RULES_TEXT.replace(" / ", "\n"),
    "in full width": RULES_TEXT.replace("<", "＜").replace(">", "＞").replace("AND", "且"),
    "in lower case": RULES_TEXT.replace("IF", "if").replace("ELSE", "else").replace("THEN", "then"),
    "with Windows line ends and a byte order mark": "\ufeff" + RULES_TEXT.replace(" / ", "\r\n") + "\r\n",
    "in Chinese": "如果 最近购买<7天 且 消费金额>3000 则 铂金客户\n"
    "否则 如果 最近购买<30天 且 消费金额>1000 则 黄金\n否则 白银",
}


@pytest.mark.parametrize("name", WRITINGS)
def test_the_if_then_text_means_the_same_however_it_is_written(name: str) -> None:
    assert read_scheme(WRITINGS[name]) == read_scheme(RULES_TEXT)


@pytest.mark.parametrize("form", [GRADING_RULES_TEXT, json.loads(GRADING_RULES_TEXT)])
def test_minimums_and_maximums_are_inclusive(form: Any) -> None:
    scheme = read_scheme(form)

    assert tier_of(scheme, avg_monthly_spend=50000.0, orders_30d=15, recency_days=7) == "platinum"
    assert tier_of(scheme, avg_monthly_spend=50000.0, orders_30d=14, recency_days=7) == "gold"
    assert tier_of(scheme, avg_monthly_spend=20000.0, orders_30d=8, recency_days=14) == "gold"
    assert tier_of(scheme, avg_monthly_spend=20000.0, orders_30d=8, recency_days=15) == "regular"


BAND_CASES = [
    (5000.01, 0.61, "platinum"),
    (5000.0, 0.61, "gold"),
    (6000.0, 0.5, "gold"),  # between two bands: the best whose floors hold
    (2000.0, 0.4, "gold"),
    (6000.0, 0.39, "silver"),
    (1999.0, 0.9, "silver"),
]


@pytest.mark.parametrize(("spend", "rate", "tier"), BAND_CASES)
def test_bands_give_the_best_tier_whose_floors_hold(spend: float, rate: float, tier: str) -> None:
    scheme = read_scheme(BANDS_TEXT)

    assert tier_of(scheme, avg_monthly_spend=spend, repurchase_rate=rate) == tier


def test_churn_in_the_band_table_is_a_stage_after_three_silent_months() -> None:
    scheme = read_scheme(BANDS_TEXT)

    stages = [
        standing_of({**FIGURES, "recency_days": days, "silence_cycles": 1.0}, scheme, CutPoints()).stage
        for days in (89, 90)
    ]

    assert stages == ["active", "churned"]


def test_the_score_text_gives_weights_thresholds_and_bronze_as_regular() -> None:
    ladder = read_scheme(SCORE_TEXT).ladder

    assert isinstance(ladder, ScoreLadder)
    assert [(d.id, d.weight) for d in ladder.dimensions] == [
        ("R", Decimal("0.3")), ("F", Decimal("0.3")), ("M", Decimal("0.3")), ("compliance", Decimal("0.1")),
    ]  # fmt: skip
    assert [(t.tier, t.at_least) for t in ladder.thresholds] == [("platinum", 90), ("gold", 75), ("silver", 60)]
    assert ladder.otherwise == "regular"


UNREADABLE = [
    "", "hello", "{", '{"gradingRules": {"gold": {"minWealth": 3}}}', "IF 最近购买<7天 THEN 铂金",
    "IF 最近购买<7天 THEN 钻石王老五 / ELSE 白银", "0.3 R + 0.7 Z, 90 → 铂金/黄金", "0.5 R + 0.5 F, 90/80 → 铂金/黄金",
    "铂金 月均消费>5000; 传说 1", '{"id": "x"}', "IF x THEN",
]  # fmt: skip


@pytest.mark.parametrize("text", UNREADABLE)
def test_a_text_that_cannot_be_read_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(FrostierError) as refusal:
        read_scheme(text)

    assert refusal.value.say("zh") != refusal.value.say("en")


def test_a_money_factor_moves_money_thresholds_only() -> None:
    scheme = scaled(preset("rules"), Decimal("0.1"))

    assert tier_of(scheme, recency_days=6, spend_30d=Decimal("300.01")) == "platinum"
    assert tier_of(scheme, recency_days=6, spend_30d=Decimal("300.00")) == "gold"
    assert isinstance(scheme.ladder, RuleLadder)
    assert scheme.policy == preset("rules").policy
    assert tier_of(scaled(preset("bands"), Decimal("0.1")), avg_monthly_spend=501.0, repurchase_rate=0.61) == "platinum"


def test_a_factor_of_nothing_is_refused() -> None:
    with pytest.raises(FrostierError):
        scaled(preset("rules"), Decimal(0))


@pytest.mark.parametrize("id", [known.id for known in PRESETS.values() if known.text])
def test_a_preset_keeps_the_text_that_it_was_read_from(id: str) -> None:
    known = PRESETS[id]

    assert read_scheme(known.text or "", id=id, name=known.name) == preset(id)


@pytest.mark.parametrize("id", PRESETS)
def test_the_example_files_are_the_presets(id: str) -> None:
    (file,) = (Path(__file__).parents[2] / "examples" / "schemes").glob(f"{id}.*")

    found = read_scheme(file.read_text(encoding="utf-8"), id=id, name=PRESETS[id].name)

    assert found == preset(id)
