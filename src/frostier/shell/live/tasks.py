"""What the worker does with accepted events."""

from __future__ import annotations

from frostier.shell.live.loop import LiveLoop
from frostier.shell.runs.handlers import BetweenRuns, between_runs
from frostier.shell.wiring import House


@between_runs
def live(house: House) -> BetweenRuns:
    """Evaluate accepted events while no run has the home."""
    return LiveLoop(house)
