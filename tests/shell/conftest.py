"""A home of its own for every test, with a real SQLite file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.made_once import made_once
from tests.shell import stores
from tests.shell.signed_in import client_as, key_client, nobody, served
from tests.shell.small_company import graded_company, make_graded_company

from frostier.shell.company import CompanySettings, read_settings
from frostier.shell.connection import migrate, use_home
from frostier.shell.databases import DATABASE_VARIABLE
from frostier.shell.home import Home
from frostier.shell.wiring import House

__all__ = ["client_as", "key_client", "nobody", "served"]

ROWS = "rows.pickle"  # what the template holds in a store that is not a file


@dataclass
class FixedClock:
    """A clock that a test sets; every look moves it by a millisecond, so that moments differ."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 2, 0, tzinfo=UTC))

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def today(self) -> date:
        return self.moment.date()


@pytest.fixture(scope="session")
def database_address() -> Iterator[str]:
    """The server that holds the stores of this run, named by ``FROSTIER_TEST_DATABASE``; empty for files."""
    with stores.database_server(os.environ.get(stores.TEST_DATABASE_VARIABLE, "sqlite")) as address:
        if address:
            os.environ[DATABASE_VARIABLE] = address
        yield address
        os.environ.pop(DATABASE_VARIABLE, None)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, database_address: str, django_db_blocker) -> Path:
    """A database file with the present schema, to be copied; on a server the schema stands there."""
    home = Home(tmp_path_factory.mktemp("template"))
    with django_db_blocker.unblock():
        use_home(home)
        migrate()
        from django.db import connection

        connection.close()
    return home.database


@pytest.fixture
def home(
    tmp_path: Path, migrated: Path, database_address: str, monkeypatch: pytest.MonkeyPatch, django_db_blocker
) -> Iterator[Home]:
    """A fresh home, in use."""
    from django.db import connection

    monkeypatch.setenv("FROSTIER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FROSTIER_LANG", "en")
    home = Home(tmp_path / "home")
    home.make_directories()
    home.settings_file.write_text(CompanySettings(language="en").as_toml(), encoding="utf-8")
    home.secret_file.write_text("a secret of tests, long enough for Django not to warn of it")
    if not database_address:
        shutil.copyfile(migrated, home.database)
    with django_db_blocker.unblock():
        use_home(home)
        if database_address:
            stores.empty_the_store()
        yield home
        connection.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def graded_template(
    tmp_path_factory: pytest.TempPathFactory, migrated: Path, database_address: str, django_db_blocker
) -> Path:
    """The home of the small company; see ``small_company``. Only to be read."""

    def make(root: Path) -> None:
        stores.empty_the_store()
        make_graded_company(root)
        stores.keep_rows(root / ROWS)

    with django_db_blocker.unblock():
        if database_address:
            template = made_once(tmp_path_factory, "graded-home-and-rows", make)
        else:
            template = graded_company(tmp_path_factory)
        from django.db import connection

        connection.close()
    return template


@pytest.fixture
def graded_home(
    tmp_path: Path, graded_template: Path, database_address: str, monkeypatch: pytest.MonkeyPatch, django_db_blocker
) -> Iterator[Home]:
    """A copy of the small company's home, in use: about 90 customers, graded on ``small_company.GRADED_DAYS``."""
    from django.db import connection

    from frostier.shell.console import house as console

    monkeypatch.setenv("FROSTIER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FROSTIER_LANG", "en")
    home = Home(tmp_path / "home")
    shutil.copytree(graded_template, home.root)
    with django_db_blocker.unblock():
        use_home(home)
        if database_address:
            stores.empty_the_store()
            stores.put_rows_back(home.root / ROWS)
        console.house.cache_clear()
        yield home
        console.house.cache_clear()
        connection.close()


@pytest.fixture
def graded_house(graded_home: Home, clock: FixedClock) -> Iterator[House]:
    """The house over ``graded_home``, on the morning after its last grading."""
    house = House(graded_home, read_settings(graded_home.settings_file), clock)
    yield house
    house.close()
