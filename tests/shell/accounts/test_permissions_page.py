"""The permission matrix in the documents."""

from __future__ import annotations

from pathlib import Path

from frostier.shell.accounts.reporting import permissions_page

PAGE = Path(__file__).parents[3] / "docs/permissions.md"


def test_the_page_is_as_the_program_has_it():
    assert PAGE.read_text(encoding="utf-8") == permissions_page(), "run: frostier permissions > docs/permissions.md"
