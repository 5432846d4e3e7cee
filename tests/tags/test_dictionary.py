"""The printed catalogue says what the declarations say."""

from __future__ import annotations

from pathlib import Path

from frostier.tags.catalogue import CATALOGUE
from frostier.tags.dictionary import tag_dictionary

PAGE = Path(__file__).parents[2] / "docs" / "tags.md"


def test_the_printed_catalogue_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == tag_dictionary(), (
        "Run: python -m frostier.tags.dictionary > docs/tags.md"
    )


def test_every_tag_has_one_row_with_its_names_meanings_and_definition() -> None:
    rows = [line for line in tag_dictionary().splitlines() if line.startswith("| `")]

    assert len(rows) == len(CATALOGUE)
    for tag, row in zip(CATALOGUE, rows, strict=True):
        assert row.count(" | ") == 3
        for said in (tag.id, tag.name.zh, tag.name.en, tag.meaning.zh, tag.meaning.en, tag.when):
            assert said in row
