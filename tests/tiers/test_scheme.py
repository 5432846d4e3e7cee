"""Schemes are data: checked when made, and the same after a journey through JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from tests.tiers import populations as made

from frostier.kernel.errors import FrostierError, SchemeError
from frostier.kernel.text import Text
from frostier.tiers.presets import PRESETS, preset
from frostier.tiers.scheme import Policy, Scheme, fields_used, in_force, quota_cuts, required_cuts


@settings(max_examples=25, deadline=None, derandomize=True)
@given(scheme=made.schemes())
def test_a_scheme_comes_back_from_json_unchanged(scheme: Scheme) -> None:
    text = json.dumps(scheme.to_json())

    back = Scheme.from_json(json.loads(text))

    assert back == scheme
    assert json.dumps(back.to_json()) == text


@pytest.mark.parametrize("id", PRESETS)
def test_every_preset_comes_back_from_json_unchanged(id: str) -> None:
    scheme = preset(id)

    assert Scheme.from_json(json.loads(json.dumps(scheme.to_json()))) == scheme


def house_json(**changes: Any) -> dict[str, Any]:
    return {**preset("house").to_json(), **changes}


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a tier that the ladder gives but nobody defined": (
        {"ladder": {"kind": "rules", "rules": [], "otherwise": "diamond"}},
        "diamond",
    ),
    "one tier alone": ({"tiers": [{"id": "gold", "name": "gold"}]}, "two tiers"),
    "a quota for the lowest tier": ({"policy": {"quota": {"regular": "0.1"}}}, "quota"),
    "quotas above everyone": ({"policy": {"quota": {"platinum": "0.7", "gold": "0.7"}}}, "more than 1"),
    "a misspelt policy": ({"policy": {"demotion_grace_day": 3}}, "demotion_grace_day"),
    "a negative grace": ({"policy": {"demotion_grace_days": -1}}, "negative"),
    "an unknown stage": ({"stages": {"rules": [], "otherwise": "asleep"}}, "asleep"),
    "a number that is none": ({"policy": {"minimum_hold_days": "soon"}}, "soon"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_scheme_that_contradicts_itself_is_refused_with_the_place(name: str) -> None:
    changes, told = WRONG[name]

    with pytest.raises(SchemeError) as refusal:
        Scheme.from_json(house_json(**changes))

    assert told in refusal.value.message.en
    assert refusal.value.where["part"]
    assert refusal.value.next_step is not None


def test_weights_that_do_not_sum_to_one_are_refused() -> None:
    data = preset("score").to_json()
    data["ladder"]["dimensions"][0]["weight"] = "0.4"

    with pytest.raises(SchemeError, match=r"1\.1"):
        Scheme.from_json(data)


def test_a_condition_over_an_unknown_figure_is_refused_by_its_name() -> None:
    data = preset("rules").to_json()
    data["ladder"]["rules"][0]["when"] = "wealth > 3"

    with pytest.raises(FrostierError, match="wealth"):
        Scheme.from_json(data)


def test_seasonal_fairness_reads_the_adjusted_twin_in_ladder_and_conditions() -> None:
    plain = preset("rules")
    fair = replace(plain, policy=Policy(seasonal_fairness=True))

    assert {"recency_days", "spend_30d"} <= fields_used(plain)
    assert {"recency_days_fair", "spend_30d_fair"} <= fields_used(fair)
    assert not {"recency_days", "spend_30d"} & fields_used(fair)
    assert in_force(in_force(fair)) == in_force(fair)


def test_a_quota_takes_its_share_below_the_shares_of_better_tiers() -> None:
    quota = (("platinum", Decimal("0.10")), ("gold", Decimal("0.25")))
    scheme = replace(preset("house"), policy=Policy(quota=quota))

    cuts = quota_cuts(scheme)

    assert {tier: spec.quantile for tier, spec in cuts.items()} == {
        "platinum": Decimal("0.90"),
        "gold": Decimal("0.65"),
    }
    assert set(cuts.values()) <= required_cuts(scheme)


def test_a_name_may_be_given_once_for_both_languages() -> None:
    scheme = Scheme.from_json(house_json(name="Sommer"))

    assert scheme.name == Text("Sommer", "Sommer")
