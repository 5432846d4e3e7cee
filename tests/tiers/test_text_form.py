"""A ladder written as text reads back as the same scheme; a mistake names its line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frostier.kernel.errors import SchemeError
from frostier.kernel.text import Text
from frostier.tags.predicate import AllOf, AnyOf, Compare, Not, OneOf, Predicate, TextMatch
from frostier.tiers.ladders import RfmxLadder, Rule, RuleLadder, ScoreLadder
from frostier.tiers.presets import PRESETS, preset
from frostier.tiers.text_form import ladder_text, read_ladder

HOUSE, RULES = preset("house"), preset("rules")

AWKWARD = ["原则THEN客户", "IF ELSE 则 否则", 'say "THEN"', "a/b + c, 3 → d", "ELSE gold"]
ATOMS: list[st.SearchStrategy[Predicate]] = [
    st.decimals(0, 10**6, places=2).map(lambda n: Compare("spend_30d", ">=", n)),
    st.integers(0, 400).map(lambda n: Compare("recency_days", "<", n)),
    st.sampled_from(AWKWARD).map(lambda text: TextMatch("customer_name", "contains", text)),
    st.just(OneOf("customer_type", ("hotpot_shop", "chuanchuan_shop"))),
]
CONDITIONS = st.recursive(
    st.one_of(ATOMS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=5,
)
TIERS = st.sampled_from(HOUSE.tier_ids)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", list(PRESETS))
def test_every_preset_is_written_and_read_back(name, lang):
    scheme = preset(name)

    assert read_ladder(ladder_text(scheme, lang), scheme) == scheme


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    rules=st.lists(st.tuples(TIERS, CONDITIONS), min_size=1, max_size=4), rest=TIERS, lang=st.sampled_from(["zh", "en"])
)
def test_any_rules_are_written_and_read_back(rules, rest, lang):
    scheme = replace(HOUSE, ladder=RuleLadder(tuple(Rule(tier, when) for tier, when in rules), rest))

    assert read_ladder(ladder_text(scheme, lang), scheme) == scheme


@pytest.mark.parametrize("name", ["则", "金 牌", "黄金/铂金", "3号", "gold", "THEN"])
def test_a_tier_whose_name_would_mislead_is_written_by_its_id(name):
    best, *others = HOUSE.tiers
    scheme = replace(HOUSE, tiers=(replace(best, name=Text(name, name)), *others))

    for ladder in (HOUSE.ladder, RULES.ladder):
        odd = replace(scheme, ladder=ladder)
        assert read_ladder(ladder_text(odd, "zh"), odd) == odd


def test_the_text_changes_the_ladder_and_nothing_else():
    changed = read_ladder("IF spend_365d > 100000 THEN platinum\nELSE silver", HOUSE)

    assert changed == replace(HOUSE, ladder=changed.ladder)
    assert isinstance(changed.ladder, RuleLadder)


def test_a_weight_changed_in_the_text_keeps_the_breakpoints_of_its_dimension():
    changed = read_ladder(ladder_text(HOUSE, "en").replace("0.2 F", "0.25 F").replace("0.35 M", "0.3 M"), HOUSE)

    assert isinstance(changed.ladder, ScoreLadder)
    assert isinstance(HOUSE.ladder, ScoreLadder)
    before, after = (next(d for d in s.dimensions if d.id == "F") for s in (HOUSE.ladder, changed.ladder))
    assert after == replace(before, weight=Decimal("0.25"))


def test_rfm_and_the_rest_stay_apart_and_adjustments_stay():
    rfmx = preset("rfmx")
    changed = read_ladder(ladder_text(rfmx, "zh").replace("85/70/50", "80/70/50"), rfmx)

    assert isinstance(changed.ladder, RfmxLadder)
    assert isinstance(rfmx.ladder, RfmxLadder)
    assert changed.ladder.adjustments == rfmx.ladder.adjustments
    assert changed.ladder.thresholds[0].at_least == 80


def test_the_forms_that_people_already_have_are_read_too():
    assert read_ladder(PRESETS["bands"].text or "", HOUSE).policy == HOUSE.policy
    assert read_ladder(PRESETS["rules"].text or "", HOUSE).ladder == RULES.ladder


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("IF spend_30x > 3 THEN gold\nELSE silver", 1),
        ("IF spend_30d > 3 THEN gold\nELSE IF spend_30d > 1 THEN diamond\nELSE silver", 2),
        ("IF spend_30d > 3 THEN gold\nELSE silver\nELSE gold", 2),
        ("IF spend_30d > 3 THEN gold\nELSE IF spend_30d > 1 THEN silver", 2),
    ],
)
def test_a_mistake_names_its_line(text, line):
    with pytest.raises(SchemeError) as refused:
        read_ladder(text, HOUSE)

    assert refused.value.where["line"] == line
    assert str(line) in refused.value.message.en
