"""Take an import back and bring it in again: the exported result is the same to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.agreement.small_company import LAST_DAY, MAPPINGS, copied
from tests.command_line import Inside

from frostier.features.catalogue import FEATURES
from frostier.tags.catalogue import CATALOGUE

pytestmark = pytest.mark.slow

BATCHES = {"customers": 1, "skus": 3, "orders": 4, "payments": 5}
FILES = {"customers": "客户.csv", "skus": "商品.csv", "orders": "订单.csv", "payments": "应收.csv"}
FORMATS = ("csv", "parquet")


@pytest.fixture(autouse=True)
def store(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def exported(frostier: Inside, *columns: str) -> dict[str, bytes]:
    """The graded customers in each format."""
    chosen = ("--columns", ",".join(columns)) if columns else ()
    files = {kind: frostier.home.parent / f"customers.{kind}" for kind in FORMATS}
    for file in files.values():
        frostier("customers", "export", str(file), *chosen)
    return {kind: file.read_bytes() for kind, file in files.items()}


def brought_in(frostier: Inside, graded: Path, entity: str) -> None:
    mapping = MAPPINGS / f"demo_{entity}.yaml"
    told = frostier("import", entity, str(graded / "files" / FILES[entity]), "--mapping", str(mapping))
    assert told["new"] is True


@pytest.mark.parametrize("entity", BATCHES)
def test_undo_then_redo_gives_the_same_bytes(graded: Path, tmp_path: Path, entity: str) -> None:
    frostier = copied(graded / "home", tmp_path)
    before = exported(frostier)

    frostier("undo", str(BATCHES[entity]))
    brought_in(frostier, graded, entity)
    frostier("grade", "--as-of", LAST_DAY.isoformat())

    assert exported(frostier) == before


def test_a_grading_in_between_changes_figures_and_tags_and_the_redo_brings_them_back(
    graded: Path, tmp_path: Path
) -> None:
    frostier = copied(graded / "home", tmp_path)
    columns = [f.id for f in FEATURES] + [tag.id for tag in CATALOGUE]
    before = exported(frostier, *columns)

    frostier("undo", str(BATCHES["orders"]))
    frostier("grade", "--as-of", LAST_DAY.isoformat())
    without = exported(frostier, *columns)
    brought_in(frostier, graded, "orders")
    frostier("grade", "--as-of", LAST_DAY.isoformat())

    assert without["csv"] != before["csv"]
    assert exported(frostier, *columns) == before
