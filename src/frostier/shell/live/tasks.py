"""What the worker does with accepted events."""

from __future__ import annotations

from threading import Event

from frostier.shell.live.loop import LiveLoop
from frostier.shell.live.streams import read_streams
from frostier.shell.runs.handlers import BetweenRuns, beside_runs, between_runs
from frostier.shell.wiring import House


@between_runs
def live(house: House) -> BetweenRuns:
    """Evaluate accepted events while no run has the home."""
    return LiveLoop(house)


@beside_runs
def streams(house: House, over: Event) -> None:
    """Read events from files and tables as long as the worker works."""
    read_streams(house, over)
