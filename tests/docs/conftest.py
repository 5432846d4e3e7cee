"""The README's own company: its commands, run once, leave the home that the guide goes on with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.docs.documents import README, Page, steps_of
from tests.docs.own_files import write_database, write_own_files


class Reader:
    """Somebody who follows a document, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.heard: dict[str, str] = {}

    def follow(self, page: Page) -> None:
        """Do what the page says, in order; a command that fails ends it."""
        for step in steps_of(page):
            step.take(self)

    def run(self, command: str) -> None:
        """One line of the document, as the shell would run it."""
        program = f"{sys.executable} -m frostier"
        environment = {**os.environ, "FROSTIER_LANG": "en", "COLUMNS": "140"}
        done = subprocess.run(
            command.replace("frostier ", program + " ", 1),
            shell=True,
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        self.heard[command] = done.stdout


@pytest.fixture(scope="session")
def readme_reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The folder of somebody who has followed the README to its end."""
    reader = Reader(tmp_path_factory.mktemp("readme"))
    write_own_files(reader.folder)
    reader.follow(README)
    return reader


@pytest.fixture
def reader(readme_reader: Reader, tmp_path: Path) -> Reader:
    """Somebody who goes on from the README's end."""
    folder = tmp_path / "folder"
    shutil.copytree(readme_reader.folder, folder)
    write_database(folder / "erp.db")
    return Reader(folder)
