"""The README's own company: its commands, run once, leave the home that the guide goes on with."""

from __future__ import annotations

import io
import shlex
import shutil
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
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
        """One line of the document, in this process: starting the program for each would take most of the time."""
        from frostier.shell.cli import command_line

        program, *words = shlex.split(command)
        assert program == "frostier"
        # Named, because a call leaves its home in the environment of the process, for the database's settings; a
        # later call within the same process would follow it instead of the folder's own default.
        home = [] if "--home" in words else ["--home", str(self.folder / "frostier-home")]
        out, err, code = io.StringIO(), io.StringIO(), 0
        with chdir(self.folder), redirect_stdout(out), redirect_stderr(err):
            try:
                command_line("en").main(args=[*home, "--lang", "en", *words], prog_name="frostier")
            except SystemExit as ended:
                code = int(ended.code or 0)
        assert code == 0, f"{command}\n{out.getvalue()}\n{err.getvalue()}"
        self.heard[command] = out.getvalue()


@pytest.fixture(scope="session")
def readme_reader(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Iterator[Reader]:
    """The folder of somebody who has followed the README to its end."""
    reader = Reader(tmp_path_factory.mktemp("readme"))
    write_own_files(reader.folder)
    with django_db_blocker.unblock():
        reader.follow(README)
        yield reader


@pytest.fixture
def reader(readme_reader: Reader, tmp_path: Path) -> Reader:
    """Somebody who goes on from the README's end."""
    folder = tmp_path / "folder"
    shutil.copytree(readme_reader.folder, folder)
    write_database(folder / "erp.db")
    return Reader(folder)
