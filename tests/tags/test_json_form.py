# ruff: noqa: E501 (one case, one line)
"""Conditions as JSON."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from tests.tags.conditions import VOCABULARY, conditions

from frostier.kernel.errors import PredicateError
from frostier.tags.json_form import from_json, to_json
from frostier.tags.predicate import AllOf, Always, Between, Compare, Exists, Not, Predicate, Top


@settings(max_examples=150, deadline=None)
@given(predicate=conditions())
def test_a_condition_survives_storage_as_json(predicate: Predicate) -> None:
    stored = json.dumps(to_json(predicate))

    assert from_json(json.loads(stored), VOCABULARY) == predicate


@pytest.mark.parametrize(
    ("data", "meaning"),
    [
        ({"field": "spend_30d", "op": ">=", "value": 3000}, Compare("spend_30d", ">=", Decimal(3000))),
        ({"field": "消费金额", "op": ">=", "value": "3000.10"}, Compare("spend_30d", ">=", Decimal("3000.10"))),
        ({"field": "客户类型", "op": "=", "value": "火锅店"}, Compare("customer_type", "=", "hotpot_shop")),
        ({"field": "recency_days", "op": "between", "value": [3, 10]}, Between("recency_days", 3, 10)),
        ({"field": "recency_days", "op": "missing"}, Not(Exists("recency_days"))),
        ({"field": "spend_30d", "op": "top", "value": 0.1, "by": "客户类型"}, Top("spend_30d", Decimal("0.1"), "customer_type")),
        ({"all": []}, Always()),
        ({"any": []}, Not(Always())),
        ({"any": [{"always": True}]}, Always()),
        ({"all": [{"always": True}, {"not": {"always": True}}]}, AllOf((Always(), Not(Always())))),
    ],
)  # fmt: skip
def test_names_and_numbers_are_brought_into_one_form(data: object, meaning: Predicate) -> None:
    assert from_json(data, VOCABULARY) == meaning


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], "$"),
        ({}, "$"),
        ({"all": {}}, "$.all"),
        ({"all": [{"always": True}, {"not": {"tag": 3}}]}, "$.all[1].not.tag"),
        ({"any": [{"field": "nobody", "op": "=", "value": 1}]}, "$.any[0]"),
        ({"field": "spend_30d", "op": "=>", "value": 1}, "$.op"),
        ({"field": "spend_30d", "op": ">="}, "$"),
        ({"field": "spend_30d", "op": ">=", "value": 1, "by": "customer_type"}, "$"),
        ({"field": "spend_30d", "op": ">=", "value": None}, "$.value"),
        ({"field": "spend_30d", "op": ">=", "value": True}, "$"),
        ({"field": "spend_30d", "op": ">=", "value": "NaN"}, "$"),
        ({"field": "spend_30d", "op": ">=", "value": 1e300}, "$"),
        ({"field": "spend_30d", "op": ">=", "value": "0.00000000001"}, "$"),
        ({"field": "spend_30d", "op": "between", "value": [1]}, "$.value"),
        ({"field": "customer_type", "op": "in", "value": []}, "$"),
        ({"field": "customer_name", "op": "contains", "value": "a\u0000b"}, "$"),
        ({"field": "spend_30d", "op": "top", "value": [1]}, "$"),
        ({"field": "spend_30d", "op": "top", "value": 0.1, "by": "recency_days"}, "$"),
        ({"always": False}, "$.always"),
        ({"always": True, "tag": "hotpot_lover"}, "$"),
    ],
)
def test_what_is_not_a_condition_is_refused_with_its_path(data: object, path: str) -> None:
    with pytest.raises(PredicateError) as refusal:
        from_json(data, VOCABULARY)

    assert refusal.value.where["path"] == path


def test_nesting_beyond_reading_is_refused() -> None:
    data: dict[str, object] = {"always": True}
    for _ in range(500):
        data = {"not": data}

    with pytest.raises(PredicateError, match="50 levels"):
        from_json(data, VOCABULARY)
