"""A home with one good order line in it, copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.bad_input.company import GOOD, Company, table


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Path:
    folder = tmp_path_factory.mktemp("template")
    company = Company(folder / "home")
    (folder / "订单.csv").write_bytes(table(GOOD))
    with django_db_blocker.unblock():
        assert company("init", "--company", "蜀味冻品").code == 0
        assert company("import", "orders", str(folder / "订单.csv")).code == 0
    return company.home


@pytest.fixture
def company(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker) -> Iterator[Company]:
    home = tmp_path / "home"
    shutil.copytree(template, home)
    monkeypatch.setenv("FROSTIER_HOME", str(home))
    with django_db_blocker.unblock():
        yield Company(home)
