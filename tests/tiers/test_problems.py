"""Everything wrong with a scheme is told at once, each with its place."""

from __future__ import annotations

import pytest

from frostier.tiers.describe import scheme_sentences, stage_sentences
from frostier.tiers.presets import PRESETS, preset
from frostier.tiers.problems import problems_of


@pytest.mark.parametrize("name", list(PRESETS))
def test_a_sound_scheme_has_no_problems_and_is_said_in_sentences(name):
    scheme = preset(name)

    assert problems_of(scheme.to_json()) == []
    assert all(
        s.zh.endswith("。") and s.en.endswith(".") for s in (*scheme_sentences(scheme), *stage_sentences(scheme))
    )


def test_every_broken_part_is_named():
    broken = preset("rfmx").to_json()
    broken["ladder"]["rfm"][0]["feature"] = "spendings"
    broken["ladder"]["x"][1]["missing_points"] = 101
    broken["ladder"]["adjustments"][0]["when"] = "spend_30d >"
    broken["stages"]["rules"][2]["when"] = {"field": "recency_days", "op": "<", "value": "often"}

    found = [problem.where["part"] for problem in problems_of(broken)]

    assert found == ["ladder.adjustments[0].when", "ladder.rfm[0]", "ladder.x[1]", "stages.rules[2].when"]


def test_a_contradiction_of_sound_parts_is_told_once():
    broken = preset("house").to_json()
    broken["ladder"]["thresholds"][0]["at_least"] = "10"

    assert [problem.where["part"] for problem in problems_of(broken)] == ["ladder"]


def test_what_is_no_scheme_at_all_is_told_too():
    assert len(problems_of({"id": "x"})) == 1
    assert len(problems_of({"ladder": []})) == 1
