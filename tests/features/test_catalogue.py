"""The catalogue says one thing once, and every word in it means one field."""

from __future__ import annotations

from collections import Counter

import pytest

from frostier.features.catalogue import ATTRIBUTES, FEATURES, attribute, feature, names_of
from frostier.kernel.errors import NotFound
from frostier.warehouse.tables import DIM_CUSTOMER


def test_no_id_is_declared_twice() -> None:
    ids = Counter(f.id for f in (*FEATURES, *ATTRIBUTES))

    assert [i for i, n in ids.items() if n > 1] == []
    assert len(FEATURES) >= 80


def test_a_word_in_a_rule_means_one_field_only() -> None:
    words = Counter(word.casefold() for f in (*FEATURES, *ATTRIBUTES) for word in names_of(f))

    assert [w for w, n in words.items() if n > 1] == []


def test_every_field_is_named_and_explained_in_both_languages() -> None:
    for field in (*FEATURES, *ATTRIBUTES):
        assert field.name.zh, field.id
        assert field.name.en, field.id
        assert field.meaning.zh, field.id
        assert field.meaning.en, field.id


def test_a_fair_twin_is_itself_a_feature_of_the_season() -> None:
    twins = [feature(f.fair_twin) for f in FEATURES if f.fair_twin]

    assert {t.id for t in twins} == {
        "recency_days_fair",
        "spend_30d_fair",
        "spend_90d_fair",
        "orders_90d_fair",
        "avg_monthly_spend_fair",
    }


def test_attributes_are_columns_of_the_customer_record() -> None:
    assert [a.id for a in ATTRIBUTES if a.id not in DIM_CUSTOMER.names] == []


def test_an_unknown_feature_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(NotFound, match="Did you mean spend_30d"):
        feature("spend_30")

    with pytest.raises(NotFound, match="customer_type"):
        attribute("custmer_type")
