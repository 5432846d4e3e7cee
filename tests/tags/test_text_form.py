# ruff: noqa: E501 (one case, one line)
"""Conditions as people write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tags.conditions import VOCABULARY, conditions

from frostier.kernel.errors import PredicateError
from frostier.kernel.text import Text
from frostier.tags.predicate import (
    AllOf,
    Always,
    AnyOf,
    Between,
    Bottom,
    Compare,
    Exists,
    HasTag,
    Not,
    OneOf,
    Predicate,
    TextMatch,
    Top,
)
from frostier.tags.text_form import MAX_LENGTH, parse, render
from frostier.tags.vocabulary import Field, Vocabulary

RECENT = Compare("recency_days", "<", 7)
BIG = Compare("spend_30d", ">", Decimal(3000))
HOTPOT = OneOf("customer_type", ("hotpot_shop", "chuanchuan_shop"))


@settings(max_examples=150, deadline=None)
@given(predicate=conditions(), lang=st.sampled_from(["zh", "en"]))
def test_a_written_condition_reads_back_as_itself_in_both_languages(predicate: Predicate, lang) -> None:
    assert parse(render(predicate, lang, VOCABULARY), VOCABULARY) == predicate


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="消费金额火锅且或非前后按天万()（）<>=≥10.%-'\"`\\ \n​abtopinand", max_size=40))
def test_any_text_is_a_condition_or_a_refusal(text: str) -> None:
    with suppress(PredicateError):
        parse(text, VOCABULARY)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("recency_days < 7 and spend_30d > 3000", AllOf((RECENT, BIG))),
        ("最近购买 < 7天 且 消费金额 > 3000", AllOf((RECENT, BIG))),
        ("最近购买小于7天且消费金额大于3000元", AllOf((RECENT, BIG))),
        ("Recency_Days ＜ ７ && spend, 30 days ＞ 0.3万", AllOf((RECENT, BIG))),
        ("未下单天数 低于 7 days OR ¥3000 < 1", None),
        ("recency_days < 7 or spend_30d > 3000 and 需要贴牌", AnyOf((RECENT, AllOf((BIG, Compare("needs_own_label", "=", True)))))),
        ("customer_type in (hotpot_shop, chuanchuan_shop)", HOTPOT),
        ("客户类型属于（火锅，串串香）", HOTPOT),
        ("客户类型 不属于 (火锅店、串串店)", Not(HOTPOT)),
        ("客户类型 是 火锅店", Compare("customer_type", "=", "hotpot_shop")),
        ("客户类型 不是 火锅店", Compare("customer_type", "!=", "hotpot_shop")),
        ("recency_days between 3 and 10 and 需要贴牌 is false", AllOf((Between("recency_days", 3, 10), Compare("needs_own_label", "=", False)))),
        ("最近购买介于3和10之间", Between("recency_days", 3, 10)),
        ("最近购买 不介于 3 至 10", Not(Between("recency_days", 3, 10))),
        ("spend_30d exists", Exists("spend_30d")),
        ("消费金额 缺失", Not(Exists("spend_30d"))),
        ("margin_rate >= 60%", Compare("margin_rate", ">=", 0.6)),
        ("`30天毛利率（季节校正）` < -5%", Compare("margin_rate", "<", -0.05)),
        ("30天毛利率（季节校正）<－0.05且最近购买<7", AllOf((Compare("margin_rate", "<", -0.05), RECENT))),
        ("top(spend_30d, 10%)", Top("spend_30d", Decimal("0.1"))),
        ("前 10%（消费金额，按客户类型）", Top("spend_30d", Decimal("0.1"), "customer_type")),
        ("后20%(最近购买)", Bottom("recency_days", Decimal("0.2"))),
        ("bottom(recency_days, 0.2, by 客户类型)", Bottom("recency_days", Decimal("0.2"), "customer_type")),
        ('customer_name contains "火锅"', TextMatch("customer_name", "contains", "火锅")),
        ("客户名称 开头为 “蜀”", TextMatch("customer_name", "starts", "蜀")),
        ("customer_name not ends with 店", Not(TextMatch("customer_name", "ends", "店"))),
        ("tag(hotpot_lover) 或 标签(曾逾期（近一年）)", AnyOf((HasTag("hotpot_lover"), HasTag("paid_late")))),
        ("非（需要贴牌）", Not(Compare("needs_own_label", "=", True))),
        ("last_order_on >= 2026-01-01", Compare("last_order_on", ">=", date(2026, 1, 1))),
        ("所有客户", Always()),
    ],
)  # fmt: skip
def test_chinese_and_english_mean_the_same(text: str, meaning: Predicate | None) -> None:
    if meaning is None:
        with pytest.raises(PredicateError):
            parse(text, VOCABULARY)
        return
    assert parse(text, VOCABULARY) == meaning


@pytest.mark.parametrize(
    ("text", "position", "told"),
    [
        ("recency_days < ", 15, "Expected a value, got the end of the condition"),
        ("recncy_days < 3", 0, "Did you mean recency_days"),
        ("客户类型 = 火锅点", 7, "Did you mean 火锅店"),
        ("recency_days < abc", 15, "Expected a whole number for recency_days"),
        ("recency_days < 7月", 16, "Expected the end, “and” or “or”, got “月”"),
        ("(recency_days < 7", 17, "Expected “)”"),
        ("recency_days < 7 8", 17, "Expected the end"),
        ("customer_type > hotpot_shop", 14, "cannot be compared by >"),
        ('recency_days contains "3"', 13, "cannot be matched as text"),
        ("last_order_on > 2026-02-30", 16, "a date as YYYY-MM-DD"),
        ("recency_days between 9 and 3", 13, "above the upper bound"),
        ("top(spend_30d, 120%)", 0, "a share above 0% and below 100%"),
        ("tag(nobody)", 4, "Unknown tag"),
        ("customer_name = “蜀", 16, "The quote is not closed"),
        ("recency_days ? 3", 13, "Unexpected character"),
        ("recency_days", 12, "a comparison after recency_days"),
        ("", 0, "Expected a field"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(text: str, position: int, told: str) -> None:
    with pytest.raises(PredicateError) as refusal:
        parse(text, VOCABULARY)

    assert refusal.value.where["position"] == position
    assert told in refusal.value.say("en")
    assert refusal.value.say("zh").rstrip("\u3000 ").endswith("^")


def test_the_caret_stands_under_the_mistake_in_the_right_line() -> None:
    with pytest.raises(PredicateError) as refusal:
        parse("最近购买 < 7\n且 客户类型 = 火锅点", VOCABULARY)

    line, caret = refusal.value.say("zh").splitlines()[-2:]
    assert line == "  且 客户类型 = 火锅点"
    assert caret == "  \u3000 \u3000\u3000\u3000\u3000   ^"
    assert refusal.value.where["line"] == 2


@pytest.mark.parametrize(
    "text", ["(" * 9_000, "not " * 4_900 + "needs_own_label", "非" * 19_999, "(" * 60 + "recency_days < 3" + ")" * 60]
)
def test_no_text_can_exhaust_the_reader(text: str) -> None:
    with pytest.raises(PredicateError):
        parse(text, VOCABULARY)


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(PredicateError, match="at most 20000 characters"):
        parse("a" * (MAX_LENGTH + 1), VOCABULARY)


def test_a_long_flat_condition_is_read() -> None:
    text = " or ".join(["recency_days < 3"] * 1_000)

    assert len(parse(text, VOCABULARY).parts) == 1_000


def test_a_name_that_several_fields_share_must_be_written_by_id() -> None:
    twins = Vocabulary([Field("a_days", Text("天数", "days"), "int"), Field("b_days", Text("天数", "days"), "int")])

    with pytest.raises(PredicateError, match="Write one of: a_days, b_days"):
        parse("天数 > 3", twins)
    assert parse("b_days > 3", twins) == Compare("b_days", ">", 3)
    assert render(Compare("b_days", ">", 3), "zh", twins) == "b_days > 3"
