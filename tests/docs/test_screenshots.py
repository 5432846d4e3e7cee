"""The pictures in the documents are real output and can be made again."""

from __future__ import annotations

import re
from html import unescape

import pytest
from tests.docs.conftest import Reader
from tests.docs.screenshots import IMAGES, PICTURES, picture

WORDS = {
    "import": ("隔离原因", "GB18030"),
    "grading": ("2026-10-31", "黄金"),
    "explain": ("老灶火锅", "保持本级", "评分"),
    "scheme": ("铂金", "月均消费", "复购率"),
}
MOST_BYTES = 150_000


def _read(drawn: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", drawn)).replace("\xa0", " ")


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_what_its_document_speaks_of(name: str):
    drawn = (IMAGES / f"{name}.svg").read_text(encoding="utf-8")

    assert [word for word in WORDS[name] if word not in _read(drawn)] == []
    assert len(drawn.encode()) < MOST_BYTES
    assert "url(http" not in drawn  # nothing is fetched when a reader opens it


def test_a_picture_can_be_made_again(reader: Reader):
    drawn = picture("scheme", reader.folder)

    assert [word for word in WORDS["scheme"] if word not in _read(drawn)] == []
    assert drawn == (IMAGES / "scheme.svg").read_text(encoding="utf-8"), "run: python -m tests.docs.screenshots"
