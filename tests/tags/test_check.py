"""Typing of conditions that were built by hand, and tags as data."""

from __future__ import annotations

from decimal import Decimal

import ibis
import pytest
from tests.tags.conditions import VOCABULARY

from frostier.kernel.errors import PredicateError
from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints, CutSpec
from frostier.tags.check import check
from frostier.tags.predicate import AllOf, AnyOf, Compare, Not, OneOf, Top, cuts_of, fields_of, tags_of
from frostier.tags.table import required_cuts, tag_table, tags_of_row
from frostier.tags.tag import Tag, parse_tags
from frostier.tags.text_form import parse


def _tag(id: str, when: str) -> Tag:
    return Tag(id=id, name=Text(f"{id}标签", f"{id} tag"), meaning=Text("", ""), family="test", when=when)


def test_values_take_the_type_of_their_field() -> None:
    raw = AllOf((Compare("margin_rate", ">", 1), Compare("spend_30d", ">", 0.1), Compare("客户类型", "=", "火锅")))

    checked = check(raw, VOCABULARY)

    assert checked == AllOf(
        (
            Compare("margin_rate", ">", 1.0),
            Compare("spend_30d", ">", Decimal("0.1")),
            Compare("customer_type", "=", "hotpot_shop"),
        )
    )


def test_needless_nesting_disappears() -> None:
    one = Compare("recency_days", "<", 7)

    assert check(AllOf((AnyOf((one,)),)), VOCABULARY) == one


def test_what_a_condition_reads_is_known_beforehand() -> None:
    predicate = parse(
        "recency_days < 7 and (top(spend_30d, 10%, by customer_type) or not (tag(hotpot_lover)))", VOCABULARY
    )

    assert fields_of(predicate) == {"recency_days", "spend_30d", "customer_type"}
    assert tags_of(predicate) == {"hotpot_lover"}
    assert cuts_of(predicate) == {CutSpec("spend_30d", Decimal("0.9"), "customer_type")}


@pytest.mark.parametrize(
    "raw", [OneOf("customer_type", ()), Top("customer_name", Decimal("0.1")), Compare("spend_30d", "=", float("nan"))]
)
def test_a_condition_built_by_hand_is_checked_too(raw) -> None:
    with pytest.raises(PredicateError):
        check(Not(raw), VOCABULARY)


def test_a_mistake_in_a_tag_names_the_tag() -> None:
    with pytest.raises(PredicateError, match="Tag lively"):
        parse_tags([_tag("lively", "recency_days < ")], VOCABULARY)


def test_two_tags_cannot_share_an_id() -> None:
    with pytest.raises(PredicateError, match="used twice"):
        parse_tags([_tag("a", "always"), _tag("a", "always")], VOCABULARY)


def test_tags_may_name_each_other_in_any_order() -> None:
    tags = parse_tags([_tag("second", "标签(first标签) 且 最近购买 < 7"), _tag("first", "消费金额 > 0")], VOCABULARY)

    carried = tags_of_row(tags, {"recency_days": 3, "spend_30d": Decimal(1)}, CutPoints())

    assert carried == {"second": True, "first": True}


def test_cuts_that_were_not_computed_are_asked_for() -> None:
    tags = parse_tags([_tag("best", "top(spend_30d, 10%)")], VOCABULARY)
    features = ibis.table({"customer_id": "string", "spend_30d": "decimal(38, 2)"}, name="features")

    with pytest.raises(PredicateError, match=r"spend_30d 0\.9"):
        tag_table(features, tags, CutPoints())
    assert required_cuts(tags) == {CutSpec("spend_30d", Decimal("0.9"))}
