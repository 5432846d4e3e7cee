"""Every example in the documentation of conditions runs, and says the same in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frostier.kernel.text import Text
from frostier.tags.text_form import parse
from frostier.tags.vocabulary import TagWord, Vocabulary, standard_vocabulary

PAGES = Path(__file__).parents[2] / "docs" / "algorithms"
ROW = re.compile(r"^\| `(?P<zh>.+)` \| `(?P<en>.+)` \|$", re.MULTILINE)


def _examples(page: str) -> list[tuple[str, str]]:
    return [(row["zh"], row["en"]) for row in ROW.finditer((PAGES / page).read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return standard_vocabulary().with_tags([TagWord("hotpot_lover", Text("火锅食材偏好者", "hotpot lover"))])


@pytest.mark.parametrize(("zh", "en"), _examples("predicates.md"))
def test_a_documented_condition_means_the_same_in_both_languages(zh: str, en: str, vocabulary: Vocabulary) -> None:
    assert parse(zh, vocabulary) == parse(en, vocabulary)


def test_both_pages_show_the_same_examples() -> None:
    assert len(_examples("predicates.md")) >= 10
    assert _examples("predicates.zh.md") == _examples("predicates.md")
