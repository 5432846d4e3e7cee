"""The company that the tests of agreement share, made once in a run of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.agreement.small_company import make_graded, make_imported
from tests.made_once import made_once


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """A folder with a company's ``home``, not graded, and its ``files``. Only to be read: ``copied`` copies it."""
    with django_db_blocker.unblock():
        return made_once(tmp_path_factory, "agreement-imported", make_imported)


@pytest.fixture(scope="session")
def graded(imported: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """The same, graded on ``GRADED_DAYS``."""
    with django_db_blocker.unblock():
        return made_once(tmp_path_factory, "agreement-graded", lambda folder: make_graded(folder, imported))
