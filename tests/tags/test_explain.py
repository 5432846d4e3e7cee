# ruff: noqa: E501 (one case, one line)
"""What a condition says to the salesperson."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from tests.tags.conditions import VOCABULARY

from frostier.kernel.text import Text
from frostier.scores.cuts import CutPoints, CutSpec
from frostier.tags.explain import decisive, explain, inputs_of, reason_text
from frostier.tags.text_form import parse

CUTS = CutPoints({CutSpec("spend_30d", Decimal("0.9"), "customer_type"): {"hotpot_shop": Decimal("20000.00")}})
SHUXIANG = {
    "recency_days": 7,
    "spend_30d": Decimal("12300.00"),
    "margin_rate": None,
    "needs_own_label": True,
    "customer_type": "hotpot_shop",
    "customer_name": "蜀香火锅",
    "last_order_on": date(2026, 1, 24),
}


def _explained(text: str):
    return explain(parse(text, VOCABULARY), SHUXIANG, CUTS, VOCABULARY)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("消费金额 >= 3000", "近30天消费金额 12,300.00 元 ≥ 3,000 元", "spend, 30 days 12,300.00 CNY ≥ 3,000 CNY"),
        ("消费金额 < 3000", "近30天消费金额 12,300.00 元 ≥ 3,000 元", "spend, 30 days 12,300.00 CNY ≥ 3,000 CNY"),
        ("非 (消费金额 < 3000)", "近30天消费金额 12,300.00 元 ≥ 3,000 元", "spend, 30 days 12,300.00 CNY ≥ 3,000 CNY"),
        ("margin_rate > 10%", "30天毛利率（季节校正）无数据（要求 > 0.1）", "margin rate (no data), required > 0.1"),
        ("客户类型 属于 (酒店, 食堂)", "客户类型 火锅店 不属于 酒店、食堂", "customer type hotpot shop is none of hotel, canteen"),
        ("前10%(消费金额, 按 客户类型)", "近30天消费金额 12,300.00 元 < 20,000.00 元（前 10%门槛）", "spend, 30 days 12,300.00 CNY < 20,000.00 CNY (threshold of the top 10%)"),
        ("需要贴牌", "需要贴牌 是 = 是", "needs own label yes = yes"),
        ("最近购买 < 9 或 消费金额 < 1", "最近购买 7 < 9", "days since last order 7 < 9"),
        ("最近购买 < 9 且 消费金额 < 1", "近30天消费金额 12,300.00 元 ≥ 1 元", "spend, 30 days 12,300.00 CNY ≥ 1 CNY"),
        ("标签(hotpot_lover)", "没有标签“火锅食材偏好者”", "does not carry the tag “hotpot lover”"),
    ],
)  # fmt: skip
def test_the_sentence_states_the_fact_that_decided(text: str, zh: str, en: str) -> None:
    assert reason_text(_explained(text)) == Text(zh, en)


@pytest.mark.parametrize(
    ("text", "gap", "slack"),
    [
        ("spend_30d >= 15000", Decimal("2700.00"), None),
        ("spend_30d >= 12000", None, Decimal("-300.00")),
        ("recency_days < 7", 0, None),
        ("recency_days <= 3", -4, None),
        ("recency_days between 5 and 20", None, -2),
        ("recency_days between 8 and 20", 1, None),
        ("last_order_on >= 2026-02-01", 8, None),
        ("top(spend_30d, 10%, by customer_type)", Decimal("7700.00"), None),
        ("margin_rate > 10%", None, None),
        ("customer_type = hotel", None, None),
    ],
)
def test_distances_say_what_is_missing_and_what_is_to_spare(text: str, gap: object, slack: object) -> None:
    finding = _explained(text)

    assert (finding.gap, finding.slack) == (gap, slack)


def test_the_inputs_of_a_reason_are_the_figures_that_were_read() -> None:
    finding = _explained("最近购买 < 9 且 (消费金额 > 1 或 非(需要贴牌))")

    assert inputs_of(finding) == {"recency_days": 7, "spend_30d": Decimal("12300.00"), "needs_own_label": True}
    assert [leaf.field for leaf in decisive(finding)] == ["recency_days", "spend_30d"]
    assert json.loads(json.dumps(finding.as_json()))["holds"] is True
