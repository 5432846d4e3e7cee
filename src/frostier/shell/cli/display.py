"""How a run is shown while it goes on: a live line on a terminal, one line a step elsewhere."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING

from frostier.kernel.text import Lang
from frostier.shell.runs.running import PREPARING, Display, LiveRun, NoDisplay
from frostier.shell.runs.words import kind_name

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


def display_for(lang: Lang, *, silent: bool) -> Display:
    """The display that fits where the output goes."""
    if silent:
        return NoDisplay()
    return LiveDisplay(lang) if sys.stderr.isatty() else LineDisplay(lang)


def _named(run: LiveRun, lang: Lang) -> str:
    return f"#{run.id} {kind_name(run.kind).say(lang)} · {run.step_name.say(lang)}"


class LineDisplay:
    """Each step once, on standard error."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._last: tuple[int, str] | None = None

    def show(self, run: LiveRun) -> None:
        """Say the step if it is a new one; the moment before the first step is none."""
        step = run.step_name.say(self._lang)
        if run.step_name != PREPARING and (run.id, step) != self._last:
            self._last = (run.id, step)
            print(_named(run, self._lang), file=sys.stderr)

    def close(self) -> None:
        """Nothing to close."""


class LiveDisplay:
    """A moving line with step, progress and time."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._task: TaskID | None = None

    def show(self, run: LiveRun) -> None:
        """Bring the line up to date."""
        if self._task is None:
            self._progress.start()
            self._task = self._progress.add_task("", total=None)
        name = _named(run, self._lang)
        self._progress.update(self._task, description=name, completed=run.done, total=run.total)

    def close(self) -> None:
        """Take the line away."""
        if self._task is not None:
            self._progress.stop()

    @cached_property
    def _progress(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        return Progress(*columns, console=Console(file=sys.stderr), transient=True)
