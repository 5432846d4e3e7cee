"""Killed exactly between two stores that commit separately: doing the command again completes it once."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.crash.attempts import Nursery
from tests.crash.driver import SEPTEMBER, import_words
from tests.crash.stored import differing, leftovers, stored

pytestmark = pytest.mark.slow

STORE = "frostier.shell.intake.commands:DjangoBatchStore"


@dataclass(frozen=True)
class Moment:
    """A command, and the function before which it dies."""

    name: str
    command: str
    dies_before: str


MOMENTS = (
    Moment("a home without its scheme in force", "init", "frostier.shell.grading.commands:DjangoSchemeStore.publish"),
    Moment("a home without its settings", "init", "frostier.shell.company:CompanySettings.as_toml"),
    Moment("a file begun, not yet written", "init", "pathlib:Path.write_text"),
    Moment("a file copied, not yet in its place", "import orders", "pathlib:Path.chmod"),
    Moment("an intent without rows", "import orders", f"{STORE}.quarantine"),
    Moment("rows in quarantine, none loaded", "import orders", "frostier.engines.duckdb.loading:BatchLoad.commit"),
    Moment("rows loaded, the intent open", "import orders", f"{STORE}.mark_loaded"),
    Moment("rows taken back, the batch still loaded", "undo", f"{STORE}.mark_undone"),
    Moment("facts refreshed, nothing graded", "grade", "frostier.engines.duckdb.analytics:DuckDBDraft.publish"),
    Moment("facts laid out, the profile not", "grade", "frostier.engines.duckdb.analytics:write_profile"),
    Moment("results published, no ledger", "grade", "frostier.shell.grading.commands:DjangoGradingStore.record"),
    Moment("ledger written, states not", "grade", "frostier.shell.grading.commands:_replace_states"),
)


def commands(files: Path) -> dict[str, list[str]]:
    """A short month, in order."""
    return {
        "init": ["init", "--company", "x"],
        "import customers": import_words(files, "customers"),
        "import orders": import_words(files, "orders"),
        "undo": ["undo", "2"],
        "import orders again": import_words(files, "orders"),
        "grade": ["grade", "--as-of", SEPTEMBER],
    }


@pytest.fixture(scope="module")
def after(nursery: Nursery, files: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The home as it stands after each undisturbed command."""
    folder = tmp_path_factory.mktemp("undisturbed")
    home = folder / "home"
    for name, words in commands(files).items():
        assert nursery.start(home, files, words).wait() == "0", name
        shutil.copytree(home, folder / name)
    return {name: folder / name for name in commands(files)}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda m: m.name)
def test_the_command_is_done_once_when_it_is_given_again(
    moment: Moment, nursery: Nursery, files: Path, after: dict[str, Path], tmp_path: Path
) -> None:
    home, words = tmp_path / "home", commands(files)[moment.command]
    if moment.command != "init":
        shutil.copytree(after[_before(moment.command, list(after))], home)

    died = nursery.start(home, files, words, dies_before=moment.dies_before)
    assert died.wait() is None, f"it should have died: {died.said()}"
    again = nursery.start(home, files, words)
    code = again.wait()

    # Recovery has closed an undo that was committed; asked again, it says that there is nothing to undo.
    assert code == ("4" if moment.command == "undo" else "0"), again.said()
    assert differing(stored(after[moment.command]), stored(home)) == {}
    assert leftovers(home) == []


def _before(command: str, order: list[str]) -> str:
    return order[order.index(command) - 1]
