"""The worked table of the page on tags is what the product decides."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from frostier.scores.cuts import CutPoints, CutSpec
from frostier.tags.catalogue import CATALOGUE, tag
from frostier.tags.order import needed_by
from frostier.tags.table import tags_of_row
from frostier.tags.tag import parse_tags
from frostier.tags.vocabulary import standard_vocabulary

PAGES = Path(__file__).parents[2] / "docs" / "algorithms"
CONDITIONS = parse_tags(CATALOGUE, standard_vocabulary())
CUTS = CutPoints({CutSpec("spend_365d", Decimal("0.9")): {None: Decimal("69810.60")}})
WORDS = standard_vocabulary()


@pytest.mark.parametrize(("page", "yes"), [("tags.md", "yes"), ("tags.zh.md", "是")], ids=["English", "Chinese"])
def test_the_worked_table_is_true(page: str, yes: str) -> None:
    figures, decisions = _worked_tables((PAGES / page).read_text(encoding="utf-8"))
    fields = [WORDS.field(word).id for word in figures[0][1:]]
    customers = [_row(fields, cells[1:]) for cells in figures[1:]]

    assert len(decisions) > 3
    for name, when, *said in decisions[1:]:
        given = tag(name)
        concerned = needed_by([given.id], CONDITIONS)
        decided = [tags_of_row(concerned, customer, CUTS)[given.id] for customer in customers]

        assert when == f"`{given.when}`"
        assert [cell.startswith(yes) for cell in said] == decided, name


def _worked_tables(text: str) -> tuple[list[list[str]], list[list[str]]]:
    tables = re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)
    figures, decisions = ([_cells(line) for line in table.splitlines() if "---" not in line] for table in tables[-2:])
    return figures, decisions


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def _row(fields: list[str], cells: list[str]) -> dict[str, Decimal | float]:
    numbers = [cell.replace(",", "").replace("−", "-") for cell in cells]
    return {
        field: Decimal(number) if WORDS.field(field).dtype == "decimal" else float(number)
        for field, number in zip(fields, numbers, strict=True)
    }
