"""The files and the loaded program that the tests of crashes share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.crash.attempts import Nursery

from frostier.demo.company import generate
from frostier.demo.spec import DemoSpec
from frostier.engines.files.demo_files import write_demo


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five files of a small company, dirty enough that orders and customers have rows to refuse."""
    folder = tmp_path_factory.mktemp("files")
    write_demo(generate(DemoSpec(customers=200, days=400, seed=7, dirt=5.0)), folder)
    return folder


@pytest.fixture(scope="session")
def nursery(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """The loaded program, which has done the month once: what it compiles takes longer than all that can be hit."""
    nursery = Nursery(tmp_path_factory.mktemp("logs"))
    nursery.rehearse(tmp_path_factory.mktemp("rehearsal") / "home", files)
    yield nursery
    nursery.close()
