"""A company small enough to be made for a test run: imported, and graded on three days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.made_once import made_once

from frostier.demo.company import generate
from frostier.demo.mappings import DEMO_MAPPINGS
from frostier.demo.spec import DemoSpec
from frostier.engines.files.demo_files import write_demo
from frostier.engines.files.opening import opened_rows
from frostier.flows.grading import grade
from frostier.flows.importing import import_rows
from frostier.shell.company import CompanySettings
from frostier.shell.home import Home
from frostier.shell.lake import keep_file
from frostier.shell.wiring import House, make_house
from frostier.sources.mapping import Mapping

GRADED_DAYS = (date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 19))
SPEC = DemoSpec(customers=90, last_day=GRADED_DAYS[-1], days=400)
"""90 accounts of some ten managers in several teams and regions, with contacts, receivables and a little dirt."""

ENTITIES = ("customers", "contacts", "skus", "orders", "payments")


def graded_company(factory: pytest.TempPathFactory) -> Path:
    """The home of the company, made once in a run of the tests, its store in a file. Only to be read: copy it."""
    return made_once(factory, "graded-home", make_graded_company)


class _Evening:
    """The evening of a given day."""

    def __init__(self, day: date) -> None:
        self.day = day

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 13, 0, tzinfo=UTC)

    def today(self) -> date:
        return self.day


def make_graded_company(root: Path) -> None:
    """Make a home in ``root`` with the company imported by the demo's mappings and graded on ``GRADED_DAYS``."""
    home = Home(root)
    settings = CompanySettings(language="en")
    make_house(home, settings)
    files = write_demo(generate(SPEC), home.work / "demo-files")
    house = House(home, settings, _Evening(GRADED_DAYS[-1]))
    for entity in ENTITIES:
        _import(house, entity, files[entity])
    for day in GRADED_DAYS:
        house = House(home, settings, _Evening(day))
        with house.run("grade", {"as_of": day.isoformat()}) as run:
            grade(run, house.parts, as_of=day, by="test")
    house.close()


def _import(house: House, entity: str, file: Path) -> None:
    mapping = Mapping.from_data(DEMO_MAPPINGS[entity])
    with (
        house.run("import", {"entity": entity, "file": file.name}) as run,
        opened_rows(file, house.home.work, options=mapping.file, entity=entity) as rows,
    ):
        keep_file(house.home.lake, file, rows.content_hash)
        import_rows(run, batches=house.batches, warehouse=house.warehouse, rows=rows, mapping=mapping)
