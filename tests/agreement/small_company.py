"""A small demo company in a home of its own, worked on by the commands of this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from tests.command_line import Inside

from frostier.demo.company import generate
from frostier.demo.spec import DemoSpec
from frostier.engines.files.demo_files import write_demo
from frostier.shell.wiring import House, open_house

MAPPINGS = Path(__file__).parents[2] / "examples" / "mappings"
ENTITIES = ("customers", "contacts", "skus", "orders", "payments")
LAST_DAY = date(2026, 10, 31)


def imported(folder: Path, *, customers: int = 200, seed: int = 7) -> Inside:
    """A home under ``folder`` with the files of a company imported, not graded. ``folder/files`` keeps the files."""
    files = write_demo(generate(DemoSpec(customers=customers, days=400, seed=seed)), folder / "files")
    frostier = Inside(folder / "home")
    frostier("init", "--company", "蜀味冻品")
    for entity in ENTITIES:
        frostier("import", entity, str(files[entity]), "--mapping", str(MAPPINGS / f"demo_{entity}.yaml"))
    return frostier


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
