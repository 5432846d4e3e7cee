"""The printed catalogue is the declared one."""

from __future__ import annotations

from pathlib import Path

from frostier.features.catalogue import ATTRIBUTES, FEATURES
from frostier.features.dictionary import feature_dictionary

PAGE = Path(__file__).parents[2] / "docs" / "features.md"


def test_the_page_of_features_is_current() -> None:
    assert PAGE.read_text("utf-8") == feature_dictionary(), (
        "docs/features.md is out of date; write feature_dictionary() to it"
    )


def test_every_field_stands_on_the_page_in_both_languages() -> None:
    page = feature_dictionary()

    for field in (*FEATURES, *ATTRIBUTES):
        assert page.count(f"| `{field.id}` |") == 2, field.id
