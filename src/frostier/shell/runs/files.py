"""Files that a run makes for whoever asked for it: one directory a run, plain names inside."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text

if TYPE_CHECKING:
    from frostier.shell.home import Home
    from frostier.shell.wiring import House


def run_files(house: House, run_id: int) -> Path:
    """The directory into which the run puts its files; it exists."""
    directory = _directory(house.home, run_id)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory


def file_names(home: Home, run_id: int) -> Sequence[str]:
    """The names of the files that a run has made, sorted; what is still being written (``*.partial``) is left out."""
    directory = _directory(home, run_id)
    if not directory.is_dir():
        return []
    return sorted(f.name for f in directory.iterdir() if f.is_file() and f.suffix != ".partial")


def run_file(home: Home, run_id: int, name: str) -> Path:
    """One file of a run by its name; raises ``NotFound``, also for a name that would lead out of the directory."""
    if name not in file_names(home, run_id):
        raise no_such_file(run_id, name)
    return _directory(home, run_id) / name


def no_such_file(run_id: int, name: str) -> NotFound:
    """The refusal for a file that does not exist, has expired or is not the viewer's."""
    return NotFound(
        Text(f"任务 {run_id} 没有文件 {name}。", f"Run {run_id} has no file {name}."),
        next_step=Text("文件可能已过期，请重新生成。", "It may have expired; make it again."),
        where={"run": run_id, "file": name},
    )


def forget_files(home: Home, run_id: int) -> None:
    """Remove the files of a run; those of a run without files too."""
    shutil.rmtree(_directory(home, run_id), ignore_errors=True)


def _directory(home: Home, run_id: int) -> Path:
    return home.run_files / str(run_id)
