"""Where a company's data stands on disk: one home directory, and the paths inside it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from frostier.kernel.errors import SettingsError
from frostier.kernel.text import Text

DEFAULT_HOME = Path("frostier-home")
HOME_VARIABLE = "FROSTIER_HOME"


@dataclass(frozen=True, slots=True)
class Home:
    """The home directory of one company. Nothing of the company lives outside it."""

    root: Path

    @property
    def settings_file(self) -> Path:
        return self.root / "frostier.toml"

    @property
    def secret_file(self) -> Path:
        return self.root / "secret_key"

    @property
    def database(self) -> Path:
        """The transactional store."""
        return self.root / "frostier.sqlite3"

    @property
    def warehouse(self) -> Path:
        """The facts and their history."""
        return self.root / "warehouse.duckdb"

    @property
    def lock(self) -> Path:
        """Held by the one process that may write."""
        return self.root / "worker.lock"

    @property
    def lake(self) -> Path:
        """Every imported file as it arrived, by content."""
        return self.root / "lake"

    @property
    def published(self) -> Path:
        """Immutable snapshots of graded results."""
        return self.root / "published"

    @property
    def work(self) -> Path:
        """Scratch space; anything in it may be deleted while no command runs."""
        return self.root / "work"

    @property
    def uploads(self) -> Path:
        """Files that people handed in and have not imported yet."""
        return self.root / "uploads"

    @property
    def inbox(self) -> Path:
        """Where folder sources may read unless the settings name other directories."""
        return self.root / "inbox"

    @property
    def run_files(self) -> Path:
        """Files that runs made for whoever asked, a directory a run."""
        return self.root / "run-files"

    @property
    def seat(self) -> Path:
        """Held by the one worker that performs requested runs."""
        return self.root / "worker.seat"

    @property
    def is_demo(self) -> bool:
        """Whether the company in it is the demo's."""
        return (self.root / "demo-files").is_dir()

    @property
    def demo_logins(self) -> Path:
        """How to sign in to a demo home; only there."""
        return self.root / "demo-logins.txt"

    def make_directories(self) -> None:
        """Create the home and its rooms; the home is readable by its owner only."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for room in (self.lake, self.published, self.work, self.uploads, self.inbox, self.run_files):
            room.mkdir(exist_ok=True)


def searched_places(explicit: Path | None, environment: Mapping[str, str]) -> list[tuple[str, Path | None]]:
    """Every place a home can be named, in order of precedence, with what stands there."""
    named = environment.get(HOME_VARIABLE)
    return [("--home", explicit), (HOME_VARIABLE, Path(named) if named else None), ("./", DEFAULT_HOME)]


def home_path(explicit: Path | None = None, environment: Mapping[str, str] = os.environ) -> Path:
    """The home that applies: ``--home``, else ``FROSTIER_HOME``, else ``./frostier-home``."""
    return next(p for _, p in searched_places(explicit, environment) if p is not None).absolute()


def existing_home(explicit: Path | None = None, environment: Mapping[str, str] = os.environ) -> Home:
    """The home that applies, which ``frostier init`` or ``frostier demo`` has made; raises ``SettingsError``."""
    home = Home(home_path(explicit, environment))
    if home.settings_file.is_file():
        return home
    places = "; ".join(f"{name} = {path or '—'}" for name, path in searched_places(explicit, environment))
    raise SettingsError(
        Text(
            f"{home.root} 中没有 frostier.toml，还不是一个可用的数据目录（查找顺序：{places}）。",
            f"There is no frostier.toml in {home.root}, so it is not a home yet (searched: {places}).",
        ),
        next_step=Text(
            "请先运行 frostier init 建立数据目录，或用 --home 指定已有目录。",
            "Run `frostier init` to make one, or name an existing home with --home.",
        ),
        where={"home": str(home.root)},
    )
