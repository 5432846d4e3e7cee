"""A condition said as a sentence about customers."""

from __future__ import annotations

import pytest

from frostier.tags.catalogue import CATALOGUE
from frostier.tags.sentence import sentence_of
from frostier.tags.tag import parse_tags
from frostier.tags.text_form import parse
from frostier.tags.vocabulary import standard_vocabulary

WORDS = standard_vocabulary().with_tags(CATALOGUE)

_LONG = (
    "Customers where days since last order < 7 days and (the tag “hotpot ingredient lover” is carried or not "
    "(orders, 30 days = 0 orders))."
)
SAID = [
    ("always", "所有客户。", "Every customer."),
    (
        "spend_30d > 3000",
        "满足以下条件的客户：近30天消费金额 > 3,000 元。",
        "Customers where spend, 30 days > 3,000 CNY.",
    ),
    ("overdue_days missing", "满足以下条件的客户：逾期天数没有值。", "Customers where days overdue is missing."),
    (
        "recency_days < 7 and (tag(hotpot_lover) or not (orders_30d = 0))",
        "满足以下条件的客户：最近购买 < 7 天，并且（带有标签“火锅食材偏好者”，或者不符合（近30天下单次数 = 0 单））。",
        _LONG,
    ),
    (
        "top(spend_365d, 10%, by customer_type)",
        "满足以下条件的客户：同客户类型中近365天消费金额排名前 10%。",
        "Customers where spend, 365 days is among the top 10% within the same customer type.",
    ),
]


@pytest.mark.parametrize(("text", "zh", "en"), SAID, ids=[said[0] for said in SAID])
def test_a_condition_is_said_in_both_languages(text, zh, en):
    sentence = sentence_of(parse(text, WORDS), WORDS)

    assert (sentence.zh, sentence.en) == (zh, en)


def test_every_tag_of_the_catalogue_can_be_said():
    for condition in parse_tags(CATALOGUE, standard_vocabulary()).values():
        assert sentence_of(condition, WORDS).zh.endswith("。")
