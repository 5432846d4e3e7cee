"""A small demo company in a home of its own, worked on by the commands of this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.db import connection
from tests.command_line import Inside

from frostier.demo.company import generate
from frostier.demo.spec import DemoSpec
from frostier.engines.files.demo_files import write_demo
from frostier.shell.wiring import House, open_house

MAPPINGS = Path(__file__).parents[2] / "examples" / "mappings"
ENTITIES = ("customers", "contacts", "skus", "orders", "payments")
LAST_DAY = date(2026, 10, 31)
GRADED_DAYS = (date(2026, 9, 30), LAST_DAY)


def make_imported(folder: Path) -> None:
    """Make a home in ``folder/home`` with the files of a company, kept in ``folder/files``, imported, not graded."""
    files = write_demo(generate(DemoSpec(customers=200, days=400, seed=7)), folder / "files")
    frostier = Inside(folder / "home")
    frostier("init", "--company", "蜀味冻品")
    for entity in ENTITIES:
        frostier("import", entity, str(files[entity]), "--mapping", str(MAPPINGS / f"demo_{entity}.yaml"))
    connection.close()


def make_graded(folder: Path, imported: Path) -> None:
    """Make a copy of an imported company in ``folder``, graded on ``GRADED_DAYS``."""
    shutil.copytree(imported, folder)
    for day in GRADED_DAYS:
        Inside(folder / "home")("grade", "--as-of", day.isoformat())
    connection.close()


def copied(home: Path, folder: Path) -> Inside:
    """The same company once more, to be changed."""
    shutil.copytree(home, folder / "home", ignore=shutil.ignore_patterns("demo-files", "lake"))
    (folder / "home" / "lake").mkdir()
    return Inside(folder / "home")


@contextmanager
def opened(home: Path) -> Iterator[House]:
    """The parts of a home, for what the commands do not show."""
    house = open_house(home)
    try:
        yield house
    finally:
        house.close()
