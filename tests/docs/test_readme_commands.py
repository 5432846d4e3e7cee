"""What README and guide tell people to type works, in the order told, and both languages tell the same."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from tests.docs.conftest import Reader
from tests.docs.documents import GUIDES, PAGES, ROOT, Page, blocks, same_steps

from frostier.kernel import errors
from frostier.sources.mapping import Mapping

LINKS = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")
WRITTEN = [ROOT / "docs" / "README.md", *[path for page in PAGES for path in (page.english, page.chinese)]]


def test_the_readme_leads_from_nothing_to_an_explained_customer(readme_reader: Reader):
    assert "gold" in readme_reader.heard["frostier grade --as-of 2026-10-31"]
    assert "老灶火锅" in readme_reader.heard["frostier explain KH0001"]


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.english.stem)
def test_every_command_of_the_guide_works_in_the_order_told(page: Page, reader: Reader):
    reader.follow(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.english.stem)
def test_both_languages_tell_to_do_the_same(page: Page):
    assert same_steps(page)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path):
    links = [unquote(link) for link in LINKS.findall(path.read_text(encoding="utf-8")) if "://" not in link]

    assert links
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", [GUIDES[1].english, GUIDES[1].chinese], ids=lambda path: path.name)
def test_the_mapping_shown_in_the_guide_can_be_read(path: Path):
    (shown,) = blocks(path, "yaml")

    assert Mapping.from_data(yaml.safe_load(shown)).entity == "orders"


@pytest.mark.parametrize("path", [GUIDES[-1].english, GUIDES[-1].chinese], ids=lambda path: path.name)
def test_the_troubleshooting_page_knows_every_kind_of_refusal(path: Path):
    kinds = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.FrostierError)]

    told = path.read_text(encoding="utf-8")

    assert [
        e.code for e in kinds if e is not errors.FrostierError and f"| {e.exit_code} | `{e.code}`" not in told
    ] == []
