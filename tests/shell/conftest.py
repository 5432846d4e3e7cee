"""A home of its own for every test, with a real SQLite file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.made_once import made_once
from tests.shell.signed_in import client_as, key_client, nobody, served
from tests.shell.small_company import make_graded_company

from frostier.shell.company import CompanySettings, read_settings
from frostier.shell.connection import migrate, use_home
from frostier.shell.home import Home
from frostier.shell.wiring import House

__all__ = ["client_as", "key_client", "nobody", "served"]


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
def migrated(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Path:
    """A database file with the present schema, to be copied."""
    home = Home(tmp_path_factory.mktemp("template"))
    with django_db_blocker.unblock():
        use_home(home)
        migrate()
        from django.db import connection

        connection.close()
    return home.database


@pytest.fixture
def home(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker) -> Iterator[Home]:
    """A fresh home, in use."""
    from django.db import connection

    monkeypatch.setenv("FROSTIER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FROSTIER_LANG", "en")
    home = Home(tmp_path / "home")
    home.make_directories()
    home.settings_file.write_text(CompanySettings(language="en").as_toml(), encoding="utf-8")
    home.secret_file.write_text("a secret of tests, long enough for Django not to warn of it")
    shutil.copyfile(migrated, home.database)
    with django_db_blocker.unblock():
        use_home(home)
        yield home
        connection.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def graded_template(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Path:
    """The home of the small company; see ``small_company``. Only to be read."""
    with django_db_blocker.unblock():
        template = made_once(tmp_path_factory, "graded-home", make_graded_company)
        from django.db import connection

        connection.close()
    return template


@pytest.fixture
def graded_home(
    tmp_path: Path, graded_template: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker
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
