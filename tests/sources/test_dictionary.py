"""The printed data dictionary is the data standard."""

from __future__ import annotations

from pathlib import Path

import pytest

from frostier.kernel.text import Lang
from frostier.sources.dictionary import dictionary_markdown
from frostier.sources.records import STANDARDS, standard_for

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("lang", "page"), [("en", "data-dictionary.md"), ("zh", "data-dictionary.zh.md")])
def test_the_printed_page_is_current(lang: Lang, page: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == dictionary_markdown(lang)


def test_every_column_of_the_standard_is_on_the_page() -> None:
    page = dictionary_markdown("en")

    for standard in STANDARDS.values():
        for column in standard.columns:
            assert f"| `{column.name}` |" in page


def test_a_page_of_one_entity_is_a_part_of_the_whole_page() -> None:
    page = dictionary_markdown("zh", [standard_for("payments")])

    assert page.count("\n## ") == 1
    assert page.split("\n## ")[1].strip() in dictionary_markdown("zh")
