"""Letting others go first where the processor is busy."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

BEHIND_THE_PAGES = 5
"""How much background work steps back (``nice``): where all is busy it gets a third of what serving the pages gets.

Not less, because events are evaluated there too, and people wait for what these change.
"""

_GROUP = Path("/proc/self/autogroup")


def step_back(group: Path = _GROUP) -> None:
    """Let every other process go first.

    Linux may share the processor between sessions before it looks at processes (autogroup). The worker has a session of
    its own, so its session has to step back too: else it is given as much as all that serves the pages.
    """
    os.nice(BEHIND_THE_PAGES)
    with suppress(OSError):  # no such groups here
        if os.getsid(0) == os.getpid() and group.exists():
            group.write_text(str(BEHIND_THE_PAGES))
